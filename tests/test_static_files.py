"""What pages load: under hashed names that caches may keep, each file once, and only where used."""

import posixpath
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory

from articles.admin.base import NewsroomModelAdmin
from tests.admin_urls import address, addresses, one_of_each

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ["/api/v1/", "/none/", *(f"/{lang}/{part}" for lang in ("en", "uk", "ar") for part in (
    "", "archive/", "category/port/", "about/", "articles/open/", "articles/gone/", "corrections/",
    "search/?q=harbour",
))]  # fmt: skip
# Files that a style sheet or a module names; a comment names none.
NAMED = {
    ".css": re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)"""),
    ".js": re.compile(
        r"""^\s*(?:import|export)\s*(?:[\w*{][^'";]*?\bfrom\s*)?['"]([^'"]+)|\bimport\(\s*['"]([^'"]+)""",
        re.M,
    ),
}


class Loaded(HTMLParser):
    """Collects the addresses that a browser loads for a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img") and attrs.get("src"):
            self.urls.append(attrs["src"])
        # A font that is preloaded is named once more where it is used.
        if tag == "link" and {"stylesheet", "icon"} & set(attrs["rel"].split()):
            self.urls.append(attrs["href"])


class Walk:
    """Follows what pages load to its end; `faults` says what is wrong where."""

    def __init__(self, serve) -> None:
        self.serve = serve
        self.names = {hashed: name for name, hashed in staticfiles_storage.hashed_files.items()}
        self.named: dict[str, list[str]] = {}
        self.faults: set[str] = set()

    def files_named_by(self, url: str) -> list[str]:
        """The addresses that a static file names; asked of the server once."""
        if url not in self.named:
            response = self.serve(RequestFactory().get(url))
            if response.status_code != 200:
                self.faults.add(f"{url}: {response.status_code}")
            elif "immutable" not in response["Cache-Control"]:
                self.faults.add(f"{url}: {response['Cache-Control']}")
            names = NAMED.get(posixpath.splitext(url)[1])
            text = b"".join(response).decode() if names else ""
            # The end of a response closes database connections, and would take the test's.
            request_finished.disconnect(close_old_connections)
            response.close()
            request_finished.connect(close_old_connections)
            found = [next(filter(None, match)) for match in names.findall(text)] if names else []
            self.named[url] = [
                urldefrag(posixpath.normpath(posixpath.join(posixpath.dirname(url), one))).url
                for one in found
                if not one.startswith(("data:", "#"))
            ]
        return self.named[url]

    def page(self, where: str, html: str) -> set[str]:
        """The static files that a page loads, by their names in the project."""
        tags = [url for url in Loaded(html).urls if url.startswith("/static/")]
        for url, times in Counter(tags).items():
            if times > 1 and not url.endswith((".svg", ".png")):
                self.faults.add(f"{where}: {url} {times} times")
        waiting, urls = list(tags), set()
        while waiting:
            url = waiting.pop()
            if url not in urls:
                urls.add(url)
                waiting += self.files_named_by(url)
        names = [self.names.get(url.removeprefix("/static/"), "") for url in urls]
        self.faults |= {
            f"{where}: {url} has no hash" for url, name in zip(urls, names, strict=True) if not name
        }
        self.faults |= {
            f"{where}: {name} under two names"
            for name, times in Counter(names).items()
            if name and times > 1
        }
        return set(names)


# The screens that a script is for; no other page loads it.
CHOOSERS = {"author_add", "author_change", "feed_add", "feed_change",
            "redirect_add", "redirect_change", "sitesettings_add", "source_add", "source_change"}  # fmt: skip
# Those that choose without opening a window.
SEARCHES = CHOOSERS | {"frontedition_change", "topic_add"}
# A template of the page names them, from which its script takes them when somebody needs them.
STORY = {"article_add", "article_change"}
USES = {
    "jquery.min.js": STORY | SEARCHES | {"image_add", "image_change"},
    "RelatedObjectLookups.js": STORY | CHOOSERS,
    "select2.full.min.js": SEARCHES,
    "accessible_names.js": SEARCHES,
    "core.js": set(),
    "xregexp.min.js": set(),
    "prepopulate.js": set(),
    "inlines.js": {"article_change", "image_add", "image_change"},
    # For a superuser, who may delete rows of nearly every table.
    "actions.js": {"auth_group_changelist", "auth_user_changelist", "author_changelist",
                   "category_changelist", "cluster_changelist", "upstreamitem_changelist",
                   "importconflict_changelist", "page_changelist", "quarantinedfile_changelist",
                   "redirect_changelist", "source_changelist", "tag_changelist",
                   "topic_changelist"},
}  # fmt: skip


def test_every_page_loads_hashed_files_once_that_may_be_kept_for_ever_and_no_script_unused(
    hashed_files, admin_client, client, tmp_path, import_files, example, make_article
):
    things = one_of_each(tmp_path, import_files, example)
    make_article("Gone").retract(None, "It never happened.")
    make_article("Open", category=things["articles_category"])
    walk = Walk(hashed_files)
    loaded = {}
    for pattern in addresses():
        response = admin_client.get(where := address(pattern, things))
        if response.headers["Content-Type"].startswith("text/html") and response.content:
            loaded[pattern.name.removeprefix("articles_")] = walk.page(
                where, response.content.decode()
            )
    for where in PUBLIC:
        response = client.get(where)
        assert response.status_code in (200, 404, 410)
        loaded[where] = walk.page(where, response.content.decode())
    assert walk.faults == set()
    users = {
        script: {
            page for page, names in loaded.items() if any(n.endswith(f"/{script}") for n in names)
        }
        for script in USES
    }
    wrong = {name: users[name] ^ pages for name, pages in USES.items() if users[name] != pages}
    assert wrong == {}
    # The walk went through modules, style sheets and fonts.
    everything = set().union(*loaded.values())
    assert {
        "articles/cover_dialog.js",
        "articles/palette.js",
        "articles/fonts/source-serif-latin.woff2",
        "admin/css/widgets.css",
    } <= everything
    assert not {f for f in everything if f.endswith(".js")} & loaded["/en/"]


def test_every_screen_of_the_admin_loads_only_what_it_uses():
    others = [
        m
        for m, screen in admin.site._registry.items()
        if not isinstance(screen, NewsroomModelAdmin)
    ]
    assert others == []
