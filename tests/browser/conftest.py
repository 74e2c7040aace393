"""A real Chromium against a real server; found on the machine, never downloaded by a test."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

# How long a busy machine may take until something that comes is there. What never comes fails a test
# after so long; no test says how quick anything is.
PATIENCE = 60_000

# Playwright's loop runs in the test's own thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            timeout=PATIENCE,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Started after the database is made: a server that finds SQLite in memory, where it is
    before, takes the tests' own connection for all of its threads."""
    return live_server


@pytest.fixture
def empty_site(live_server, settings):
    """The address of a running site without articles."""
    settings.ALLOWED_HOSTS = ["*"]
    return live_server.url


@pytest.fixture
def site(empty_site, import_files):
    """The address of a running site with the sample articles, and nothing from other hosts."""
    import_files(Path(__file__).resolve().parents[2] / "fixtures")
    return empty_site


@pytest.fixture
def open_browser(chromium, site):
    """`open_browser(width=…, scheme=…)` is a browser of somebody's own. None of its pages may
    complain at its console, except with the words that are `excused`, nor ask another host for
    anything."""
    contexts, complaints = [], []

    def asked(request) -> None:
        if not request.url.startswith((site, "blob:", "data:")):
            complaints.append(request.url)

    def said(message, excused: str) -> None:
        # What is meant for who writes pages, such as what a password manager would like best.
        if message.type not in ("verbose", "info") and not (excused and excused in message.text):
            complaints.append(f"{message.type}: {message.text}")

    def make(
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        excused: str = "",
        **more,
    ):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **more
        )
        contexts.append(context)
        context.on("console", lambda message: said(message, excused))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", asked)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(open_browser, site):
    """`open_page(path, width=…, scheme=…)` is a page in a browser of its own."""

    def make(path: str, **more):
        page = open_browser(**more).new_page()
        page.goto(site + path)
        return page

    return make


@pytest.fixture
def sign_in(open_browser, make_user, site):
    """`sign_in("ed")` is an empty page in a browser of an editor of that name. It has the cookie
    of signing in; who types a name and a password stands in test_day.py."""

    def go(name: str = "ed", role: str = "Editors", **more):
        user = User.objects.filter(username=name).first() or make_user(role, name)
        session = Client()
        session.force_login(user)
        cookie = session.cookies[settings.SESSION_COOKIE_NAME]
        context = open_browser(**more)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        return context.new_page()

    return go
