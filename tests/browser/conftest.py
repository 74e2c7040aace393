"""A real Chromium against a real server; found on the machine, never downloaded by a test."""

import os
import shutil

import pytest

# Playwright's loop runs in the test's own thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Started after the database is made: a server that finds SQLite in memory, where it is
    before, takes the tests' own connection for all of its threads."""
    return live_server


@pytest.fixture
def site(live_server, settings, bring):
    """The address of a running site with the sample articles, and nothing from other hosts."""
    from pathlib import Path

    settings.ALLOWED_HOSTS = ["*"]
    bring(Path(__file__).resolve().parents[2] / "fixtures")
    return live_server.url


@pytest.fixture
def open_page(chromium, site):
    """`open_page(path, width=…, scheme=…)`: a page, which must not complain at its console."""
    contexts, complaints = [], []

    def make(path: str, *, width: int = 1280, scheme: str = "light", context=None):
        if context is None:
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(site) else complaints.append(request.url)
            ),
        )
        page.goto(site + path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
