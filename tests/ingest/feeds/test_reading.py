"""Feeds of every kind become the same items, whatever is wrong with them."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.record import SourceRecord
from articles.ingest.feeds.html_text import html_text
from articles.ingest.feeds.reading import FeedDefaults, read_feed
from articles.ingest.feeds.syndicated import item_id
from articles.models import Feed
from tests.feed_server import RSS

ADDRESS = "https://harbour.example.org/news/feed.xml"
HARBOUR = SourceRecord.model_validate({"key": "harbour", "name": "Harbour news", "type": "RSS"})
RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://harbour.example.org/"><title>Harbour</title></channel>
<item rdf:about="https://harbour.example.org/crane"><title>The crane is back</title>
<link>https://harbour.example.org/crane</link><description>It lifts again.</description>
<dc:date>2026-03-02T08:00:00Z</dc:date><dc:creator>Ada</dc:creator></item></rdf:RDF>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Harbour</title><id>urn:h</id><updated>2026-03-02T08:00:00Z</updated>
<entry><title>The crane is back</title><id>urn:h:1</id><link href="../crane"/>
<updated>2026-03-02T09:00:00Z</updated><published>2026-03-02T08:00:00Z</published>
<author><name>Ada</name></author><category term="Cranes"/>
<content type="html">&lt;p&gt;It lifts &lt;em&gt;again&lt;/em&gt;.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</content>
</entry></feed>"""
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour",
    "items": [{
        "id": 7, "url": "/crane", "title": "The crane is back", "tags": ["Cranes"],
        "content_html": "<p>It lifts <b>again</b>.</p>", "authors": [{"name": "Ada"}],
        "date_published": "2026-03-02T08:00:00Z", "language": "en",
    }],
}).encode()  # fmt: skip
API = json.dumps({"Data": [{
    "ID": 7, "TITLE": "The crane is back", "BODY": "It lifts again.", "PUBLISHED_ON": 1772438400,
    "LANG": "EN", "STATUS": "ACTIVE", "SOURCE_DATA": {"SOURCE_KEY": "pier", "NAME": "Pier"},
}]}).encode()  # fmt: skip
MORNING = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)


def read(document: bytes, content_type: str = "", lang: str = ""):
    return read_feed(document, content_type, ADDRESS, FeedDefaults(HARBOUR, lang))


def rss(items: str, channel: str = "", encoding: str = "utf-8", head: str | None = None) -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?>' if head is None else head
    text = f'{head}<rss version="2.0"><channel><title>H</title>{channel}{items}</channel></rss>'
    return text.encode(encoding)


def only(document):
    [item] = document.items
    return item


@pytest.mark.parametrize(
    ("document", "kind"),
    [(RDF, "rdf"), (ATOM, "atom"), (JSON_FEED, "json_feed"), (API, "json_api")],
)
def test_every_kind_is_told_by_its_bytes_and_gives_the_same_item(document, kind):
    read_document = read(document, "text/html")
    assert read_document.kind == kind
    assert read_document.is_whole
    record = only(read_document).record
    assert record.title == "The crane is back"
    assert record.body.startswith("It lifts again.")
    assert record.published_at == MORNING
    assert kind in Feed.FeedKind.values


def test_an_item_of_rss_has_its_values_and_its_very_bytes():
    crane, pier = read(RSS, "application/rss+xml").items
    assert (crane.record.external_id, crane.record.source) == ("crane-1", HARBOUR)
    assert crane.record.body == "It lifts 40 tonnes again."
    assert crane.raw.startswith(b"<item><title>The crane")
    assert crane.raw.endswith(b"</item>")
    assert crane.raw in RSS
    assert pier.raw in RSS
    # The time of publication is not taken for one of a change.
    assert crane.record.updated_at is None
    assert pier.record.published_at == dt.datetime(2026, 3, 3, 8, 30, tzinfo=dt.UTC)


def test_an_item_of_an_api_names_its_own_source_and_others_have_that_of_the_feed():
    assert only(read(API)).record.source.key == "pier"
    values = json.loads(API)["Data"][0]
    del values["SOURCE_DATA"]
    record = only(read(json.dumps([values]).encode())).record
    assert record.source == HARBOUR
    assert record.lang == "en"


def test_links_are_resolved_and_words_collected():
    record = only(read(ATOM)).record
    assert record.url == "https://harbour.example.org/crane"
    assert (record.authors, record.categories, record.lang) == (("Ada",), ("Cranes",), "en")
    assert record.body == "It lifts again.\n\nMore."
    assert record.updated_at == dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    assert only(read(JSON_FEED)).record.url == "https://harbour.example.org/crane"


def test_the_language_of_the_feed_counts_where_an_editor_chose_one():
    assert only(read(ATOM, lang="uk")).record.lang == "uk"
    assert only(read(JSON_FEED, lang="uk")).record.lang == "uk"
    # An API mixes languages, and says of each item which it is.
    assert only(read(API, lang="uk")).record.lang == "en"


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_older_versions_of_rss_are_read(version):
    document = RSS.replace(b'version="2.0"', f'version="{version}"'.encode())
    assert len(read(document).items) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r"])
def test_encodings_are_those_that_the_document_declares(encoding):
    document = rss("<item><guid>1</guid><title>Кран повернувся</title></item>", encoding=encoding)
    item = only(read(document, "application/rss+xml"))
    assert item.record.title == "Кран повернувся"


def test_a_wrong_encoding_is_read_as_well_as_can_be():
    document = rss("<item><guid>1</guid><title>Café</title></item>").replace(
        "é".encode(), "é".encode("latin-1")
    )
    read_document = read(document, "text/xml; charset=utf-8")
    assert only(read_document).record.title.startswith("Caf")


def test_entities_of_html_are_letters():
    document = rss(
        "<item><guid>1</guid><title>Caf&eacute; &amp;amp; bar &#8212; open</title></item>"
    )
    assert only(read(document)).record.title == "Café & bar — open"


def test_a_prefix_that_nobody_declared_ends_nothing():
    document = rss("<item><guid>1</guid><title>A</title><media:x>1</media:x></item><item>"
                   "<guid>2</guid><title>B</title></item>")  # fmt: skip
    read_document = read(document)
    assert [item.record.title for item in read_document.items] == ["A", "B"]
    [problem] = read_document.problems
    assert problem.code == "not-well-formed"
    assert problem.line
    assert not read_document.is_whole


def test_an_entry_that_was_cut_off_waits_for_the_next_poll():
    read_document = read(RSS[: RSS.index(b"It opens")])
    assert [item.record.external_id for item in read_document.items] == ["crane-1"]
    assert "cut-off" in [problem.code for problem in read_document.problems]


def test_entities_cannot_blow_up():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";"}{("&" + chr(97 + n) + ";") * 9}">' for n in range(9))
        + ']><rss version="2.0"><channel><item><guid>1</guid><title>&j;</title></item></channel></rss>'
    )  # fmt: skip
    read_document = read(bomb.encode())
    assert all(len(item.raw) < 10_000 for item in read_document.items)


def test_files_of_the_server_stay_closed():
    document = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<rss version="2.0"><channel><item><guid>1</guid><title>x &x;</title></item></channel></rss>'
    )
    assert "root:" not in str(read(document))


@pytest.mark.parametrize(
    ("date", "problem"),
    [
        ("Mon, 02 Mar 2026 08:00:00 GMT", ""),
        ("Mon, 02 Mar 2026 08:00:00 -0000", ""),
        ("2026-03-02T08:00:00Z", ""),
        ("Mon, 02 Mar 2026 08:00:00", "without a zone"),
        ("2026-03-02 08:00:00", "without a zone"),
        ("2026-03-02", "without a zone"),
        ("yesterday", "isoformat"),
    ],
)
def test_a_time_is_never_guessed(date, problem):
    item = only(read(rss(f"<item><guid>1</guid><title>A</title><pubDate>{date}</pubDate></item>")))
    if problem:
        assert item.record.published_at is None
        [told] = item.problems
        assert problem in told.message
        assert told.key == "[0].published"
    else:
        assert item.record.published_at == MORNING


@pytest.mark.parametrize(
    ("parts", "identity"),
    [
        (("a-1", "https://x.example/", "T"), "a-1"),
        (("", "https://x.example/?utm_source=rss&id=3#top", "T"), "https://x.example/?id=3"),
        (("", "", ""), ""),
    ],
)
def test_the_identity_is_the_id_else_the_address(parts, identity):
    assert item_id(*parts) == identity


def test_the_identity_of_the_rest_is_a_hash():
    assert item_id("", "", "T") == item_id("", "", " T ") != item_id("", "", "U")
    assert item_id("x" * 300, "", "").startswith("sha256:")


@pytest.mark.parametrize("channel", ["", "<item></item>"])
def test_an_item_that_is_nothing_is_refused_with_its_place(channel):
    read_document = read(rss("<item><guid>1</guid></item>", channel))
    assert all(item.record is None and item.problems for item in read_document.items)


def test_an_empty_feed_is_a_feed():
    read_document = read(rss(""))
    assert (read_document.kind, read_document.items) == ("rss", ())
    assert read_document.is_whole


PAGE = b"""<!doctype html><html><head><title>Harbour</title>
<link rel="stylesheet" href="x.css"><link rel="alternate" type="application/rss+xml" href="/feed.rss">
<link rel='ALTERNATE' type='application/atom+xml' href='https://other.example.org/a?x=1&amp;y=2'>
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" hreflang="uk" href="/uk/"></head><body><p>News</p></body></html>"""


def test_a_web_page_is_no_feed_and_names_its_feeds():
    read_document = read(PAGE, "application/rss+xml")
    assert read_document.kind == ""
    assert read_document.problems[0].code == "web-page"
    assert read_document.named == (
        "https://harbour.example.org/feed.rss", "https://other.example.org/a?x=1&y=2"
    )  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [b"", b"  \n", b"Not here.", b"<svg/>", b"{}", b'{"error": "no key"}', b"\x89PNG", b"{"],
)
def test_what_is_no_feed_is_called_so(document):
    read_document = read(document)
    assert read_document.kind == ""
    assert read_document.problems


def test_ten_thousand_entries_are_read():
    items = "".join(
        f"<item><guid>{n}</guid><title>Item {n}</title></item>" for n in range(10_000)
    )  # fmt: skip
    read_document = read(rss(items))
    assert len({item.record.external_id for item in read_document.items}) == 10_000
    assert read_document.items[-1].raw == b"<item><guid>9999</guid><title>Item 9999</title></item>"


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_told(document):
    read_document = read(document)
    assert read_document.kind or read_document.problems


PIECES = st.lists(
    st.sampled_from([
        "<item>", "</item>", "<entry>", "</channel>", "<title>", "</title>", "<![CDATA[", "]]>",
        "&", "&amp;", "&#x0;", "<p", ">", '"', "<guid>a</guid>", "<link/>", "<!--", "-->", "é", "\0",
        "<pubDate>x</pubDate>", '<content type="xhtml">', "<rss>", "<?xml ?>", "<media:content/>",
    ]),
    max_size=30,
)  # fmt: skip


@given(PIECES)
def test_damaged_feeds_of_any_kind_are_read_or_told(pieces):
    for head in ('<rss version="2.0"><channel>', '<feed xmlns="http://www.w3.org/2005/Atom">'):
        read_document = read((head + "".join(pieces)).encode())
        assert read_document.kind or read_document.problems
        for item in read_document.items:
            assert item.record or item.problems


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<script>alert(1)</script>x<style>p{}</style>", "x"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<a title='a > b'>link</a> <img alt='x'>", "link"),
        ("a&nbsp;&nbsp;b", "a b"),
        ("a < b and c > d, un<b>brok</b>en", "a < b and c > d, unbroken"),
        ("<p>a <!-- no --> b <!-- never ends", "a b <!-- never ends"),
        ("x <script>never ends", "x never ends"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
    ],
)
def test_html_becomes_paragraphs(markup, text):
    assert html_text(markup) == text


@given(st.text(max_size=200).filter(lambda text: not set(text) & set("<>&\n\r")))
def test_words_stay_as_they_are_within_elements(text):
    assert html_text(f"<div><p>{text}</p></div><script>{text}</script>") == html_text(text)


def test_deep_elements_cost_no_more_than_others():
    assert html_text("<div>" * 50_000 + "deep") == "deep"
