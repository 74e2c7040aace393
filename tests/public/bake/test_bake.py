"""A baked folder holds what the site answers, and follows it."""

import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from filelock import FileLock

from articles.lib.public_keys import SITE
from articles.models import (
    Article,
    Category,
    FrontEdition,
    Page,
    PublicChange,
    Redirect,
    SiteSettings,
)
from articles.models.menu_entry import EntryKind, MenuEntry
from articles.public.bake.addresses import NOWHERE
from articles.public.bake.bake import BakeOptions, BakeReport, bake
from articles.public.bake.exceptions import CannotBake
from articles.public.bake.folder import MANIFEST, file_of
from articles.public.bake.manifest import Manifest
from articles.public.dynamic_site import DYNAMIC_SITE

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).parents[3] / "articles" / "static"


@pytest.fixture(autouse=True)
def _static_files(_static):
    shutil.copytree(STATIC, settings.STATIC_ROOT, dirs_exist_ok=True)


@pytest.fixture
def site(make_article, make_user):
    """A small site with one of everything: articles, labels, a page, a redirect, a retraction."""
    ports = Category.from_key("PORTS")
    for number in range(2):
        make_article(f"Story {number}", hours=-number - 1, category=ports, tags=["Sea"])
    make_article("Гавань", hours=-3, lang="uk", tags=["Море"])
    make_article("A draft", status="draft")
    taken_back = make_article("Taken back", hours=-9)
    taken_back.retract(make_user("Editors"), "It was wrong.")
    page = Page.objects.create(lang="en", slug="imprint", title="Imprint", body="We write.")
    Redirect.objects.create(path="/us", page=page)
    Redirect.objects.create(path="/wrong", article=taken_back)


def baked(folder: Path, **options) -> BakeReport:
    return bake(BakeOptions(folder, workers=0, **options))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(MANIFEST)
    }


def test_every_file_is_what_the_site_answers(site, client, tmp_path):
    report = baked(tmp_path / "out")
    assert report.problems == []
    with Manifest(tmp_path / "out") as manifest:
        pages = manifest.pages()
    assert report.rendered == len(pages) > 40
    for page in pages.values():
        answer = client.get(page.address, **{DYNAMIC_SITE: ""})
        assert (page.address, answer.status_code) == (
            page.address,
            404 if page.address == NOWHERE else page.status,
        )
        assert (tmp_path / "out" / page.file).read_bytes() == answer.content


def test_only_search_and_the_api_differ_from_the_running_site(site, client, tmp_path):
    baked(tmp_path / "out", dynamic_site="https://cms.example.org")
    here = client.get("/en/").content.decode()
    there = (tmp_path / "out/en/index.html").read_text()
    assert there != here
    for path in ("/en/search/", "/api/v1/", "/api/v1/openapi.json"):
        here = here.replace(f'"{path}"', f'"https://cms.example.org{path}"')
    assert there == here


def test_without_a_running_site_no_page_offers_a_search(site, tmp_path):
    baked(tmp_path / "out")
    for path in ("en/index.html", "404.html", "en/imprint/index.html"):
        text = (tmp_path / "out" / path).read_text()
        assert "search" not in text.replace("search-", ""), path
        assert "/api/" not in text, path


def test_everything_that_a_page_shows_is_beside_it(site, tmp_path):
    baked(tmp_path / "out")
    names = files(tmp_path / "out").keys()
    assert "static/articles/site.css" in names
    assert any(name.endswith(".woff2") for name in names)
    # What only the admin uses is left out.
    assert not any("admin" in name for name in names)


def test_later_pages_of_lists_are_files_too(make_article, tmp_path):
    ports = Category.from_key("PORTS")
    for number in range(45):
        make_article(f"Story {number}", hours=-number - 1, category=ports, tags=["Sea"])
    baked(tmp_path / "out")
    with Manifest(tmp_path / "out") as manifest:
        pages = manifest.pages()
    for first in ("/en/", "/en/category/ports/", "/en/tag/sea/"):
        length, address = 0, first
        while address:
            length += 1
            address = next(iter(pages[address].leads_to), "")
        assert length == 3, first


def test_no_draft_leaves_a_trace(site, tmp_path):
    baked(tmp_path / "out")
    for name, data in files(tmp_path / "out").items():
        assert b"A draft" not in data, name
        assert "a-draft" not in name


def test_a_second_bake_changes_nothing(site, tmp_path):
    baked(tmp_path / "out")
    before = files(tmp_path / "out")
    report = baked(tmp_path / "out")
    assert (report.written, report.deleted) == (0, 0)
    assert report.right > 0
    assert files(tmp_path / "out") == before


def test_changed_site_settings_are_on_every_page_after_the_next_bake(site, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "SITE_NAME", "")
    SiteSettings.objects.create(title="The Tide")
    baked(tmp_path / "out")
    words = {"en": "Elsewhere"}
    entry = MenuEntry(EntryKind.ADDRESS, "https://example.org/", words).as_json()
    SiteSettings.objects.create(title="The Ebb", menu=[entry])
    baked(tmp_path / "out")
    pages = {
        name: text.decode()
        for name, text in files(tmp_path / "out").items()
        if name.endswith(".html")
    }
    assert len(pages) > 10
    assert [name for name, text in pages.items() if "The Tide" in text] == []
    front = pages["en/index.html"]
    assert "The Ebb" in front
    assert '<a href="https://example.org/"><bdi>Elsewhere</bdi></a>' in front


def test_a_launched_edition_is_on_the_front_page_of_its_language_alone(site, tmp_path):
    baked(tmp_path / "out")
    before = files(tmp_path / "out")
    words, until = "The harbour is shut", timezone.now() + timedelta(hours=1)
    edition = FrontEdition(lang="en", breaking_words=words, breaking_until=until).copy(None)
    assert baked(tmp_path / "out").written == 0
    edition.launch(None)
    baked(tmp_path / "out")
    after = files(tmp_path / "out")
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"index.html", "en/index.html"}
    assert words in after["en/index.html"].decode()


def test_a_retracted_article_is_gone_and_its_notice_is_not_a_page(site, make_user, tmp_path):
    baked(tmp_path / "out")
    names = files(tmp_path / "out").keys()
    assert "en/articles/taken-back/index.html" not in names
    assert (
        b"It was wrong." in (tmp_path / "out/gone/en/articles/taken-back/index.html").read_bytes()
    )
    assert b"It was wrong." in (tmp_path / "out/gone/en/articles/taken-back.md").read_bytes()
    rules = (tmp_path / "out/nginx.conf").read_text()
    for path in ("/en/articles/taken-back/", "/en/articles/taken-back.md", "/wrong"):
        assert f'location = "{path}" {{ error_page 410' in rules


def test_former_addresses_lead_on_at_every_host(site, tmp_path):
    baked(tmp_path / "out")
    assert "/us /en/imprint/ 301\n" in (tmp_path / "out/_redirects").read_text()
    assert '"source": "/us",' in (tmp_path / "out/vercel.json").read_text()
    assert (
        'location = "/us" { return 301 "/en/imprint/"; }'
        in (tmp_path / "out/nginx.conf").read_text()
    )


def test_hosts_send_the_headers_that_the_site_sends(site, client, tmp_path):
    baked(tmp_path / "out")
    policy = client.get("/en/").headers["Content-Security-Policy"]
    for name in ("_headers", "vercel.json", "nginx.conf"):
        assert policy in (tmp_path / "out" / name).read_text(), name


def test_what_is_gone_from_the_site_is_gone_from_the_folder(site, make_user, tmp_path):
    baked(tmp_path / "out")
    (tmp_path / "out/CNAME").write_text("news.example.org")
    Article.objects.get(slug="story-1").unpublish(make_user("Editors", "other"))
    PublicChange.append({timezone.now(): [SITE]})
    report = baked(tmp_path / "out")
    assert report.deleted >= 2
    names = files(tmp_path / "out").keys()
    assert not any("story-1/" in name or "story-1.md" in name for name in names)
    # What its owner put there stays.
    assert "CNAME" in names


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(CommandError, match="not empty") as caught:
        call_command("bake", tmp_path, stdout=StringIO())
    assert caught.value.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_two_bakes_never_write_to_one_folder(site, tmp_path):
    baked(tmp_path)
    with FileLock(tmp_path / f"{MANIFEST}.lock"), pytest.raises(CannotBake, match="Another"):
        baked(tmp_path)


def test_another_dynamic_site_renders_everything_again(site, tmp_path):
    first = baked(tmp_path / "out")
    assert (
        baked(tmp_path / "out", dynamic_site="https://cms.example.org").rendered == first.rendered
    )


def test_a_damaged_record_is_told_since_what_is_gone_could_not_be_deleted(site, tmp_path):
    baked(tmp_path / "out")
    before = files(tmp_path / "out")
    (tmp_path / "out" / MANIFEST).write_bytes(b"no database" * 100)
    with pytest.raises(CannotBake, match="damaged"):
        baked(tmp_path / "out")
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        ("/en/feed.rss", "en/feed.rss"),
        ("/en/source/caf%C3%A9/", "en/source/café/index.html"),
        ("/en/articles/a.md", "en/articles/a.md"),
    ],
)
def test_a_file_is_where_servers_look_for_it(address, file):
    assert file_of(address) == file


@pytest.mark.parametrize(
    "address",
    [
        "/en/source/../../etc/",
        "/en/source/%2E%2E/",
        "/en/source/a%2F..%2F..%2F..%2Fetc/",
        "/en/source//",
        "/en/source/a%00b/",
        "/en/source/%FF/",
        f"/en/source/{'x' * 300}/",
    ],
)
def test_an_address_without_a_safe_file_is_refused(address):
    with pytest.raises(ValueError):  # noqa: PT011 - also UnicodeDecodeError, which is one
        file_of(address)
