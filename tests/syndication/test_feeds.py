"""Feeds: read by a feed reader, the same truth as the pages, cheap, and never stale."""

import datetime as dt
import json
import re

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles.models import Article, Correction, Image, ImageVariant, Tag
from articles.models.revise import Changes
from articles.syndication import feeds
from articles.syndication.feed_formats import FORMATS

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": "draft"}, {"status": "in_review"}, {"status": "retracted"}, {"hours": 2}]
AT = {"at": "http://purl.org/atompub/tombstones/1.0", "a": "http://www.w3.org/2005/Atom"}
TITLES = {
    "en": 'Ships & <b>"cranes"</b>: fünf ]]> \u2028 &amp;',
    "uk": "Порт відчинено: «крани» & кораблі",
    "ar": "الميناء مفتوح: ‏«رافعات» & سفن",
}


def fetch(client, path: str):
    response = client.get(path)
    assert response.status_code == 200, path
    return response


def read(response):
    """What feedparser, or a reader of JSON Feed 1.1, makes of it: title and entries."""
    if "json" not in response["Content-Type"]:
        found = feedparser.parse(response.content)
        assert not found.bozo, found.get("bozo_exception")
        return found.feed.title, found.entries
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        for name in ("date_published", "date_modified"):
            assert dt.datetime.fromisoformat(item[name]).tzinfo
        assert all(isinstance(author["name"], str) for author in item["authors"])
        item["link"] = item["url"]
        item["summary"] = item.get("summary", "")
    return feed["title"], feed["items"]


@pytest.mark.parametrize("lang", TITLES)
@pytest.mark.parametrize("extension", FORMATS)
def test_every_language_is_read_in_every_format(client, make_article, lang, extension):
    make_article(
        TITLES[lang], lang=lang, slug="port", description="Короткий опис & <x>.", tags=["Öl & <b>"]
    )
    title, (entry,) = read(fetch(client, f"/{lang}/feed.{extension}"))
    assert title == "The Test Courier"
    # In RSS a title may be HTML, and feedparser takes one with a tag for that.
    assert (extension, lang) == ("rss", "en") or entry["title"] == TITLES[lang]
    assert entry["link"] == f"http://testserver/{lang}/articles/port/"
    response = client.get(f"/{lang}/feed.{extension}")
    assert response["Content-Language"] == lang
    assert "charset=utf-8" in response["Content-Type"]


def test_titles_come_through_xml_as_they_are(client, make_article):
    make_article(TITLES["en"], slug="port", description="A & <b>.")
    root = etree.fromstring(client.get("/en/feed.rss").content)
    assert root.findtext(".//item/title") == TITLES["en"]
    # A description is HTML (RSS 2.0), so text is escaped once for HTML, and once for XML.
    assert root.findtext(".//item/description") == "A &amp; &lt;b&gt;."
    root = etree.fromstring(client.get("/en/feed.atom").content)
    assert root.findtext(".//a:entry/a:title", namespaces=AT) == TITLES["en"]


@pytest.mark.parametrize("character", ["\x0b", "\x1f", "\ufffe"])
@pytest.mark.parametrize("extension", FORMATS)
def test_characters_that_xml_cannot_hold_are_left_out(
    client, make_article, kept, extension, character
):
    """Forms and the importer refuse them; a script that writes rows does not."""
    article = make_article("Port", canonical_url="https://wire.example.org/1", **kept)
    Article.objects.update(
        title=f"Ha{character}rbour", summary=f"A{character}B", body_html=f"<p>C{character}D</p>"
    )
    Correction.objects.create(article=article, text=f"E{character}F")
    Image.objects.update(alt=f"G{character}H", credit=f"I{character}J")
    make_article("Wrong").retract(None, f"K{character}L")
    _title, entries = read(fetch(client, f"/en/feed.{extension}"))
    assert [entry["title"] for entry in entries] == ["Harbour"]
    assert character not in client.get(f"/en/feed.{extension}").content.decode()


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL stores no NUL")
@pytest.mark.parametrize("extension", FORMATS)
def test_a_nul_is_left_out(client, make_article, extension):
    make_article("Port")
    Article.objects.update(title="Ha\0rbour")
    assert read(fetch(client, f"/en/feed.{extension}"))[1][0]["title"] == "Harbour"


def lists() -> list[str]:
    return ["/en/", "/en/category/energy/", "/en/source/wire/", "/en/tag/ports/"]


@pytest.fixture
def kept(source, category):
    """Columns that put an article into every list."""
    source.url = "https://wire.example.org"
    source.save()
    image = Image.objects.create(alt="A crane", credit="Ada Okoro")
    url = "https://images.unsplash.com/photo-1?w=1080"
    ImageVariant.objects.create(image=image, name="regular", url=url)
    image.sign()
    return {"source": source, "category": category, "cover": image, "tags": ["Ports", "Art"]}


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_what_is_not_live_is_in_no_feed(client, make_article, kept, columns):
    make_article("Seen", **kept)
    make_article("Secret", **kept, **columns)
    for path in lists():
        for extension in FORMATS:
            content = fetch(client, f"{path}feed.{extension}").content
            assert b"Seen" in content
            assert b"Secret" not in content
            assert b"/secret/" not in content


def test_a_list_of_hidden_articles_only_has_no_feed(client, make_article, kept):
    make_article("Secret", status="draft", **kept)
    for path in lists()[1:]:
        assert client.get(f"{path}feed.rss").status_code == 404
    assert read(fetch(client, "/en/feed.rss"))[1] == []


@pytest.mark.parametrize("path", ["/en/feed.xml", "/xx/feed.rss", "/en/tag/none/feed.rss"])
def test_what_is_no_feed_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_every_feed_says_whose_list_it_is(client, make_article, kept):
    make_article("Seen", **kept)
    names = ["The Test Courier", "Energy — The Test Courier", "The Wire — The Test Courier",
             "Ports — The Test Courier"]  # fmt: skip
    for path, name in zip(lists(), names, strict=True):
        for extension in FORMATS:
            assert read(fetch(client, f"{path}feed.{extension}"))[0] == name


def test_the_newest_come_first_up_to_the_size(client, make_article, kept, monkeypatch):
    monkeypatch.setattr(feeds.HomeFeed, "size", 3)
    monkeypatch.setattr(feeds.ArticleFeed, "size", 2)
    for number in range(4):
        make_article(f"S{number}", hours=-number - 1, sticky_weight=9 if number == 3 else 0, **kept)
    for path in lists():
        _title, entries = read(fetch(client, f"{path}feed.atom"))
        assert [entry["title"] for entry in entries] == ["S0", "S1", "S2"][
            : 3 if path == "/en/" else 2
        ]


def test_rss_says_everything(client, make_article, kept):
    article = make_article("Port", ai={"rewritten": True}, description="Ships came.", **kept)
    item = feedparser.parse(client.get("/en/feed.rss").content).entries[0]
    assert item.id == article.guid
    assert not item.guidislink
    assert item.author == "The Test Courier"
    assert item.source == {"title": "The Wire", "href": "https://wire.example.org"}
    assert item.summary == "Ships came."
    assert [tag.term for tag in item.tags] == ["Energy", "Ports", "Art"]
    assert "The harbour opened at noon." in item.content[0].value
    assert "Rewritten by a language model" in item.content[0].value
    (media,) = item.media_content
    assert (media["url"], media["medium"], media["width"]) == (
        "https://images.unsplash.com/photo-1?w=1080", "image", "1080",
    )  # fmt: skip
    assert item.media_credit[0]["content"] == "Ada Okoro"


def test_atom_says_everything(client, make_article, kept):
    article = make_article("Port", canonical_url="https://wire.example.org/1", **kept)
    item = feedparser.parse(client.get("/en/feed.atom").content).entries[0]
    assert item.id == article.guid
    assert item.author == "The Wire"
    assert item.published_parsed
    assert item.updated_parsed
    assert {link.rel: link.href for link in item.links} == {
        "alternate": "http://testserver/en/articles/port/", "via": "https://wire.example.org/1",
    }  # fmt: skip
    assert "The harbour opened" in item.content[0].value


def test_json_says_everything(client, make_article, kept):
    article = make_article("Port", canonical_url="https://wire.example.org/1", **kept)
    item = json.loads(client.get("/en/feed.json").content)["items"][0]
    assert item["id"] == article.guid
    assert item["external_url"] == "https://wire.example.org/1"
    assert item["authors"] == [{"name": "The Wire"}]
    assert item["tags"] == ["Energy", "Ports", "Art"]
    assert item["image"] == "https://images.unsplash.com/photo-1?w=1080"
    assert item["language"] == "en"
    assert item["_newsroom"]["image_credit"] == "Ada Okoro"
    assert item["_newsroom"]["source"] == {"name": "The Wire", "url": "https://wire.example.org"}


def test_the_name_of_an_article_never_changes(client, make_article, settings):
    article = make_article("Port")
    before = article.guid
    article.title, article.slug, article.body = "Other", "other", "Other."
    article.save()
    settings.SITE_URL, settings.SITE_HOST = "https://moved.example.org", "moved.example.org"
    assert before == Article.objects.get().guid
    assert re.fullmatch("urn:uuid:[0-9a-f-]{36}", before)
    assert make_article("Next").guid != before


def test_addresses_in_the_text_lead_out_of_a_reader_too(client, make_article):
    make_article("Port", body="## Top\n\n[home](/en/) [up](#top)")
    _title, (item,) = read(fetch(client, "/en/feed.json"))
    assert 'href="http://testserver/en/"' in item["content_html"]
    assert 'href="http://testserver/en/articles/port/#s-top"' in item["content_html"]


def test_opinion_stays_out_of_summaries(client, make_article):
    body = "Ships.\n\n## From author\n\nPrices will soar."
    make_article("Port", description="Cut…", body=body, ai={"rewritten": True})
    for extension in FORMATS:
        _title, (item,) = read(fetch(client, f"/en/feed.{extension}"))
        assert item["summary"] == "Ships."


def test_corrections_stand_in_every_feed_and_move_its_date(client, make_article):
    article = make_article("Port")
    later = dt.datetime(2097, 1, 5, 12, tzinfo=dt.UTC)
    with time_machine.travel(later, tick=False):
        Correction.objects.create(article=article, text="It was <nineteen>.")
    with time_machine.travel(later + dt.timedelta(hours=1), tick=False):
        for extension in FORMATS:
            content = fetch(client, f"/en/feed.{extension}").content.decode()
            assert "nineteen" in content
        found = feedparser.parse(client.get("/en/feed.atom").content)
        assert found.feed.updated == found.entries[0].updated == "2097-01-05T12:00:00+00:00"
        item = json.loads(client.get("/en/feed.json").content)["items"][0]
        assert item["date_modified"] == "2097-01-05T12:00:00+00:00"
        assert item["_newsroom"]["corrections"][0]["text"] == "It was <nineteen>."
        assert "<nineteen>" not in item["content_html"]


def deleted(client, path: str) -> dict[str, str]:
    root = etree.fromstring(fetch(client, path).content)
    return {
        entry.get("ref"): entry.findtext("at:comment", namespaces=AT)
        for entry in root.iterfind("at:deleted-entry", AT)
    }


def test_a_retracted_article_leaves_a_tombstone_where_it_was(client, make_article, kept, make_user):
    make_article("Stays", **kept)
    gone, other = make_article("Wrong", **kept), make_article("Elsewhere")
    editor = make_user("Editors")
    gone.retract(editor, "Invented.")
    other.retract(editor, "Also invented.")
    assert deleted(client, "/en/feed.atom") == {
        gone.guid: "Invented.", other.guid: "Also invented.",
    }  # fmt: skip
    for path in lists()[1:]:
        assert deleted(client, f"{path}feed.atom") == {gone.guid: "Invented."}
    gone.restore(editor)
    assert gone.guid not in deleted(client, "/en/feed.atom")


@pytest.mark.parametrize("extension", FORMATS)
def test_a_feed_costs_four_queries_however_many_articles(
    client, make_article, kept, make_user, extension
):
    def counts() -> list[int]:
        found = []
        for path in lists():
            with CaptureQueriesContext(connection) as queries:
                fetch(client, f"{path}feed.{extension}")
            found.append(len(queries))
        return found

    article = make_article("One", **kept)
    Correction.objects.create(article=article, text="It was nineteen.")
    few = counts()
    for number in range(55):
        make_article(f"S{number}", hours=-number - 2, **kept)
    make_article("Wrong", **kept).retract(make_user("Editors"), "Invented.")
    assert counts() == few == [3, 4, 4, 4]
    assert len(read(client.get(f"/en/feed.{extension}"))[1]) == 50
    assert len(read(client.get(f"/en/tag/ports/feed.{extension}"))[1]) == 20


@pytest.mark.parametrize("extension", FORMATS)
def test_an_unchanged_feed_is_not_sent_again(client, make_article, extension):
    make_article("Port")
    path = f"/en/feed.{extension}"
    first = client.get(path)
    assert client.get(path).content == first.content
    assert "no-cache" in first["Cache-Control"]
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_feed_is_the_same_at_any_time(client):
    first = client.get("/en/feed.atom")
    with time_machine.travel(dt.datetime(2097, 1, 1, tzinfo=dt.UTC), tick=False):
        again = client.get("/en/feed.atom", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "change",
    ["unpublish", "retract", "edit", "publish", "correct", "backdated", "delete", "clock"],
)
def test_a_reader_with_a_kept_feed_misses_no_change(make_article, make_user, client, change):
    editor = make_user("Administrators")
    article, other = make_article("Port"), make_article("Other", hours=-2)
    draft = make_article("New", status="in_review", hours=-9 * 24)
    later = make_article("Later", hours=3)
    etag = client.get("/en/feed.rss")["ETag"]
    now = dt.datetime.now(dt.UTC)
    match change:
        case "unpublish" | "retract":
            getattr(other, change)(editor, "Wrong.")
        case "edit":
            article.revise(Changes({"title": "Better"}), editor)
        case "publish" | "backdated":
            draft.publish(editor)
        case "correct":
            Correction.objects.create(article=other, text="It was nineteen.")
        case "delete":
            other.delete()
        case "clock":
            now = later.published_at
    with time_machine.travel(now, tick=False):
        assert client.get("/en/feed.rss", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("path", ["/en/category/energy/", "/en/source/wire/", "/en/tag/ports/"])
@pytest.mark.parametrize("extension", FORMATS)
def test_a_list_whose_only_article_was_retracted_still_tells_it(
    client, make_article, make_user, kept, path, extension
):
    gone = make_article("Wrong", **kept)
    name = read(fetch(client, f"{path}feed.{extension}"))[0]
    gone.retract(make_user("Editors"), "Invented.")
    title, entries = read(fetch(client, f"{path}feed.{extension}"))
    assert (title, entries) == (name, [])
    if extension == "atom":
        assert deleted(client, f"{path}feed.atom") == {gone.guid: "Invented."}
    assert client.get(f"/uk{path[3:]}feed.{extension}").status_code == 404
    gone.restore(make_user("Editors", "other"))
    assert client.get(f"{path}feed.{extension}").status_code == 404


def test_addresses_are_ascii_in_every_format_and_header(client, make_article, source):
    source.url = "https://джерело.укр/про-нас"
    source.save()
    make_article("Port", source=source, canonical_url="https://порт.укр:8443/новина?q=ї")
    here = "https://xn--n1abei.xn--j1amh:8443/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B0?q=%D1%97"
    about = "https://xn--d1acac1asl.xn--j1amh/%D0%BF%D1%80%D0%BE-%D0%BD%D0%B0%D1%81"
    rss = etree.fromstring(client.get("/en/feed.rss").content)
    assert rss.find(".//item/source").get("url") == about
    atom = etree.fromstring(client.get("/en/feed.atom").content)
    assert atom.find(".//a:entry/a:link[@rel='via']", AT).get("href") == here
    (item,) = json.loads(client.get("/en/feed.json").content)["items"]
    assert (item["external_url"], item["_newsroom"]["source"]["url"]) == (here, about)
    page = client.get("/en/articles/port/").content.decode()
    for form in (f'<link rel="canonical" href="{here}">', f'"mainEntityOfPage":"{here}"'):
        assert form in page
    assert client.get("/en/articles/port.md")["Link"] == f'<{here}>; rel="canonical"'


def test_a_hub_is_named_in_every_format(client, make_article, settings):
    make_article("Port")
    settings.WEBSUB_HUB = "https://hub.example.org/?a=1&b=2"
    for extension in ("rss", "atom"):
        found = feedparser.parse(client.get(f"/en/feed.{extension}").content)
        links = {link.rel: link.href for link in found.feed.links}
        assert links["hub"] == settings.WEBSUB_HUB
        assert links["self"] == f"http://testserver/en/feed.{extension}"
    response = client.get("/en/feed.json")
    assert json.loads(response.content)["hubs"] == [{"type": "WebSub", "url": settings.WEBSUB_HUB}]
    assert response["Link"] == (
        '<https://hub.example.org/?a=1&b=2>; rel="hub", <http://testserver/en/feed.json>; rel="self"'
    )
    settings.WEBSUB_HUB = ""
    assert b"hub" not in client.get("/en/feed.rss").content


def test_feeds_are_only_read_and_the_same_for_everybody(client, admin_client, make_article):
    make_article("Port", tags=["Ports"])
    assert client.post("/en/feed.rss").status_code in (403, 405)
    anonymous, editor = client.get("/en/feed.rss"), admin_client.get("/en/feed.rss")
    assert anonymous.content == editor.content
    assert not anonymous.cookies
    assert Tag.objects.count() == 1
