"""Draws the screenshots of README.md and docs/ again: `make screenshots [PICTURES="desk list"]`.

A server with a temporary database and the sample articles of fixtures/ runs in this process, at a
fixed moment, so that the same screens give the same bytes. Chromium is the one that the browser
tests use. A text that a click waits for and that no screen shows any more ends the script with
Playwright's error.
"""

import datetime as dt
import io
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import time_machine
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# Between the last two sample articles: one is scheduled within a day, all others are live.
NOW = dt.datetime(2026, 11, 21, 15, 0, tzinfo=dt.UTC)
ADMIN = "/admin/articles/article"


def site(page: Page) -> None:
    """The front page."""
    page.goto("/en/")


def desk(page: Page) -> None:
    """The dashboard, with something in most of its panels."""
    page.goto("/admin/")


def articles(page: Page) -> None:
    """The change list."""
    page.goto(f"{ADMIN}/")


def story(page: Page) -> None:
    """The change form of a live article, beside its preview."""
    page.goto(f"{ADMIN}/{_pk('lighthouse-fog-model')}/change/")
    page.locator("#story-preview p").first.wait_for()


def review(page: Page) -> None:
    """The review of a machine text, with two claims accepted."""
    page.goto(f"{ADMIN}/{_pk('calder-bay-battery-barge')}/review/")
    for claim in page.locator(".claims-text input[type=checkbox]").all()[:2]:
        claim.check()


PICTURES: dict[str, Callable[[Page], None]] = {
    "site": site,
    "desk": desk,
    "list": articles,
    "story": story,
    "review": review,
}


def main(names: list[str]) -> None:
    """Draw the named pictures, or all of them, into docs/."""
    with (
        tempfile.TemporaryDirectory() as folder,
        time_machine.travel(NOW, tick=False),
        running_site(Path(folder)) as url,
        chromium() as browser,
    ):
        fill(browser, url, Path(folder))
        for name in names or PICTURES:
            page = signed_in(browser, url, "editor")
            PICTURES[name](page)
            page.locator("img").evaluate_all(
                "(images) => Promise.all(images"
                ".filter((image) => image.getClientRects()[0]?.top < innerHeight)"
                ".map((image) => image.complete ||"
                " new Promise((done) => { image.onload = image.onerror = done; })))"
            )
            target = ROOT / "docs" / f"{name}.png"
            target.write_bytes(small(page.screenshot(animations="disabled")))
            print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")
            page.context.close()


@contextmanager
def running_site(folder: Path) -> Iterator[str]:
    """The address of a server with an empty database of its own, below `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        # Playwright's loop runs in this thread, where Django would refuse the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "ENV_FILE": "/nonexistent",
        "SECRET_KEY": "screenshots-" + "x" * 50,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SITE_NAME": "Newsroom",
        "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "LOG_LEVEL": "ERROR",
    }
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("import_articles", ROOT / "fixtures", stdout=io.StringIO())
    call_command("load_site", ROOT / "fixtures" / "site.json", stdout=io.StringIO())
    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine, or the one that Playwright installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def signed_in(browser: Browser, url: str, username: str, lang: str = "en") -> Page:
    """A page of a new browser in that language in which that user is signed in, at the fixed
    moment."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    session = Client()
    session.force_login(User.objects.get(username=username))
    cookie = session.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(
        base_url=url,
        viewport={"width": 1280, "height": 800},
        color_scheme="light",
        reduced_motion="reduce",
        locale=lang,
        timezone_id="UTC",
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    return page


def fill(browser: Browser, url: str, folder: Path) -> None:
    """Some work of a day: articles in review, sent back and scheduled, changes, a bad file."""
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command

    people = {}
    for name, group in (("editor", "Editors"), ("Ada", "Editors"), ("Tom", "Writers")):
        people[name] = User.objects.create_user(name, password=None, is_staff=True)
        people[name].groups.add(Group.objects.get(name=group))
    for slug in ("calder-bay-battery-barge", "kilowatt-hour-bond", "parcel-tram"):
        _article(slug).unpublish(people["Ada"], "Read once more")
        _article(slug).submit(people["Tom"])
    for slug in ("sleeping-barley", "rotor-ferry-first-season"):
        _article(slug).unpublish(people["editor"])
        _article(slug).submit(people["editor"])
        _article(slug).send_back(people["Ada"], "Two figures differ from the source.")
    page = signed_in(browser, url, "Ada")
    page.goto(f"{ADMIN}/{_pk('tomatoes-and-servers')}/change/")
    page.locator("#id_title").fill("Tomatoes that are heated by servers")
    # The form asks on and on who else has it open, so that it is never without a request.
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/change/")
    ):
        page.get_by_role("button", name="Save for later").click()
    page.context.close()
    bad = folder / "in" / "quay-lamps.en.md"
    bad.parent.mkdir()
    bad.write_text("---\ntitle: Lamps of the quay\ntags: PORTS\n---\nThe lamps are lit.\n")
    try:
        call_command("import_articles", bad.parent, stdout=io.StringIO(), stderr=io.StringIO())
    except SystemExit as refused:
        if refused.code != 2:  # 2: the only file was refused, as it should be.
            raise


def small(png: bytes) -> bytes:
    """The picture with 256 colours, which is a third of the bytes."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _article(slug: str):
    from articles.models import Article

    return Article.objects.get(slug=slug, lang="en")


def _pk(slug: str) -> int:
    return _article(slug).pk


if __name__ == "__main__":
    main(sys.argv[1:])
