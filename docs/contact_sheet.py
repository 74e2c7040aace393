"""Draws every kind of page, in every language, width and theme, on one sheet: `make contact-sheet`.

Writes `index.html` with the pictures beside it into the folder that is given (`var/sheet` by
default). The pages are found by following links from the front pages and the desk of a site with
the sample articles of fixtures/, one page for each URL name; so a new kind of page that nothing
links to is missing here, as it is for a person. `make contact-sheet SHEET="--only admin
--languages uk"` draws a part.
"""

import argparse
import html
import io
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import time_machine
from PIL import Image
from playwright.sync_api import Browser, Page
from screenshots import NOW, ROOT, chromium, fill, running_site, signed_in

SIZES = {390: 844, 768: 1024, 1440: 900}
THEMES = ("light", "dark")
LANGUAGES = ("en", "uk", "ar")
PARTS = {"site": "/{lang}/", "admin": "/admin/"}
# How wide a picture stands on the sheet, as a share of its own width.
SHARE = 0.3
# One page stands for all that have its URL name; of these there are more kinds than names.
MORE = {"article": 4, "page": 2}
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]+)\"")


def main() -> None:
    """Draw the sheet, and print how many pages it shows."""
    parser = argparse.ArgumentParser(prog="python docs/contact_sheet.py", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/sheet"))
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    sections = []
    with (
        tempfile.TemporaryDirectory() as place,
        time_machine.travel(NOW, tick=False),
        running_site(Path(place)) as url,
        chromium() as browser,
    ):
        fill(browser, url, Path(place))
        _complete()
        for part in [options.only] if options.only else PARTS:
            for lang in options.languages:
                sections.append(_section(browser, url, options.folder, part, lang))
    (options.folder / "index.html").write_text(_document(sections))
    pages = sum(section.count("<tr>") for section in sections)
    print(f"{options.folder}/index.html: {pages} pages, {time.monotonic() - began:.0f} s")


def _complete() -> None:
    """Add the topic, author and edition of a sample site; let the editor see every screen."""
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("demo_desk", ROOT / "fixtures" / "desk.json", stdout=io.StringIO())
    User.objects.filter(username="editor").update(is_superuser=True)


def _section(browser: Browser, url: str, folder: Path, part: str, lang: str) -> str:
    """The rows of one part in one language, as HTML; its pictures are in the folder."""
    page = signed_in(browser, url, "editor", lang)
    rows = []
    for number, (name, address) in enumerate(_addresses(url, part, lang)):
        page.goto(address)
        stem = f"{part}-{lang}-{number:03}-{name}"
        cells = "".join(_cells(page, folder, stem))
        rows.append(f"<tr><th>{html.escape(name)}<br><small>{html.escape(address)}</small>{cells}")
    page.context.close()
    return f"<h2>{part}, {lang}</h2><table>{''.join(rows)}</table>"


def _addresses(url: str, part: str, lang: str) -> Iterator[tuple[str, str]]:
    """The URL names and addresses of the pages that links lead to, each name once."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import resolve

    client = Client(headers={"accept-language": lang, "host": url.removeprefix("http://")})
    client.force_login(User.objects.get(username="editor"))
    start = PARTS[part].format(lang=lang)
    counts: dict[str, int] = {}
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop(0)
        name = resolve(address.partition("?")[0]).url_name or "none"
        if counts.get(name, 0) >= MORE.get(name, 1) or name in {"logout", "jsi18n"}:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        counts[name] = counts.get(name, 0) + 1
        yield name, address
        for link in _LINK.findall(answer.content.decode()):
            target = urldefrag(urljoin(address, html.unescape(link)))[0]
            if target.startswith(start) and target not in seen:
                seen.add(target)
                waiting.append(target)


def _cells(page: Page, folder: Path, stem: str) -> Iterator[str]:
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            name = f"{stem}-{width}-{theme}.webp"
            with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as shot:
                shot.convert("RGB").save(folder / name, quality=70)
            yield (
                f'<td><a href="{name}"><img src="{name}" loading="lazy" '
                f'width="{round(width * SHARE)}" alt="{width} {theme}"></a>'
            )


_HEAD = """<!doctype html><meta charset="utf-8"><title>Contact sheet</title>
<style>body { font: 14px sans-serif } th { text-align: start; vertical-align: top }</style>"""


def _document(sections: list[str]) -> str:
    heads = "".join(f"<th>{width} {theme}" for width in SIZES for theme in THEMES)
    return _HEAD + "".join(one.replace("<table>", f"<table><tr><th>{heads}", 1) for one in sections)


if __name__ == "__main__":
    main()
