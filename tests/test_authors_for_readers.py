"""Whom readers are told of: bylines, pages of authors, feeds, metadata, search and the API agree, and no
machine's text has a person as its author."""

import json

import feedparser
import pytest
from lxml import html as lxml_html

from articles.editorial.review.approval import approve
from articles.editorial.taxonomy.merging import merge
from articles.models import Author, Image
from articles.search.query import parse
from articles.search.results import ranked_page

pytestmark = pytest.mark.django_db
NAMES = ["Ada Reyes", "Лі Вень"]


def page_of(client, path: str):
    response = client.get(path)
    assert response.status_code == 200, path
    return lxml_html.fromstring(response.content)


def graph(page) -> list[dict]:
    return json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]


@pytest.fixture
def by_people(make_article, source):
    return make_article("By people", author_names=NAMES, source=source)


@pytest.fixture
def by_machine(make_article, source):
    return make_article(
        "By machine", author_names=["Ada Reyes"], source=source, ai={"rewritten": True}
    )


def byline(page) -> str:
    return " ".join(page.xpath("string((//dl[@class='byline'])[1])").split())


def test_the_page_of_an_article_names_its_authors_in_their_order(client, by_people):
    page = page_of(client, by_people.get_absolute_url())
    assert byline(page).startswith("By Ada Reyes, Лі Вень Source The Wire")
    assert page.xpath("//header//a[@rel='author']/@href") == [
        "/en/author/ada-reyes/",
        "/en/author/li-ven/",
    ]
    assert page.xpath("//meta[@name='author']/@content") == ["Ada Reyes, Лі Вень"]
    (article,) = [node for node in graph(page) if node["@type"] == "NewsArticle"]
    assert article["author"] == [
        {"@type": "Person", "name": "Ada Reyes", "url": "http://testserver/en/author/ada-reyes/"},
        {"@type": "Person", "name": "Лі Вень", "url": "http://testserver/en/author/li-ven/"},
    ]
    assert page.xpath("//meta[@property='article:author']/@content")[0].endswith("/ada-reyes/")


def test_a_machines_text_says_whose_reporting_it_tells(client, by_machine, make_user):
    for approved in (False, True):
        if approved:
            approve(by_machine.pk, by_machine.text_hash, make_user("Editors"))
        page = page_of(client, by_machine.get_absolute_url())
        assert byline(page).startswith("Reporting Ada Reyes (The Wire)")
        assert ("Reviewed by an editor" in byline(page)) == approved
        assert "By Ada" not in byline(page)
        assert not page.xpath("//meta[@name='author' or @property='article:author']")
        (article,) = [node for node in graph(page) if node["@type"] == "NewsArticle"]
        assert article["author"]["@type"] == "Organization"
        assert article["isBasedOn"]["author"] == [{"@type": "Person", "name": "Ada Reyes"}]
        for ending in ("rss", "atom", "json"):
            assert "Ada" not in client.get(f"/en/feed.{ending}").content.decode()
        card = page_of(client, "/en/").xpath("string(//main)")
        assert "Ada" not in card
        one = client.get(f"/api/v1/articles/{by_machine.pk}").json()
        assert one["authors"] == []
        assert [each["name"] for each in one["provenance"]["reported_by"]] == ["Ada Reyes"]


def test_who_approved_has_a_link_where_readers_may_know_the_name(
    client, by_machine, make_article, make_user, settings
):
    editor = make_user("Editors")
    editor.first_name, editor.last_name = "Iryna", "Koval"
    editor.save()
    approve(by_machine.pk, by_machine.text_hash, editor)
    Author.objects.create(name="Iryna Koval", slug="iryna-koval", account=editor)
    settings.REVIEWER_SHOWN = "name"
    link = "//dl[@class='byline'][1]//a[@href='/en/author/iryna-koval/']"
    page = page_of(client, by_machine.get_absolute_url())
    # There is no page yet.
    assert "Reviewed by Iryna Koval" in byline(page)
    assert not page.xpath(link)
    make_article("Own", author_names=["Iryna Koval"])
    assert page_of(client, by_machine.get_absolute_url()).xpath(link)
    settings.REVIEWER_SHOWN = "role"
    page = page_of(client, by_machine.get_absolute_url())
    assert "Iryna" not in byline(page)


def test_cards_and_results_name_authors(client, by_people):
    for path in ("/en/", "/en/source/wire/", "/en/search/?q=harbour"):
        page = page_of(client, path)
        assert "By Ada Reyes, Лі Вень" in " ".join(page.xpath("string(//main)").split()), path


def test_the_page_of_an_author(client, by_people, by_machine, make_article):
    make_article("Draft", author_names=["Ada Reyes"], status="draft")
    author = Author.objects.get(slug="ada-reyes")
    author.role, author.bio = "Energy correspondent", "Writes <b>of</b> harbours.\n\nLives in Lviv."
    author.links = [{"label": "Mastodon", "url": "https://social.example.org/@ada"}]
    author.languages = ["en", "uk"]
    author.picture = picture = Image.objects.create(alt="Ada Reyes")
    picture.variants.create(name="raw", url="https://images.unsplash.com/ada")
    picture.sign()
    author.save()
    page = page_of(client, "/en/author/ada-reyes/")
    text = " ".join(page.xpath("string(//main)").split())
    for expected in (
        "Author Ada Reyes",
        "Energy correspondent",
        "Writes <b>of</b> harbours.",
        "Lives in Lviv.",
        "Mastodon",
        "Українська",
        "By people",
        "By machine",
    ):
        assert expected in text
    assert "Draft" not in text
    assert page.xpath("//div[@class='author-picture']//img/@alt") == ["Ada Reyes"]
    feeds = page.xpath("//link[@type='application/rss+xml']/@href")
    assert "http://testserver/en/author/ada-reyes/feed.rss" in feeds
    (profile,) = [node for node in graph(page) if node["@type"] == "ProfilePage"]
    assert profile["mainEntity"]["sameAs"] == ["https://social.example.org/@ada"]
    assert "/en/author/ada-reyes/" in client.get("/sitemap-lists.xml").content.decode()


@pytest.mark.parametrize(
    "path", ["/uk/author/ada-reyes/", "/en/author/nobody/", "/en/author/quiet/"]
)
def test_an_author_without_live_stories_in_a_language_has_no_page(
    client, by_people, make_article, path
):
    make_article("Draft", author_names=["Quiet"], status="draft")
    assert client.get(path).status_code == 404
    assert client.get(f"{path}feed.rss").status_code == 404


def test_an_author_page_asks_the_database_as_often_for_many_stories(
    client, make_article, django_assert_max_num_queries
):
    for number in range(25):
        make_article(f"Story {number}", hours=-number - 1, author_names=NAMES)
    with django_assert_max_num_queries(8):
        page = page_of(client, "/en/author/ada-reyes/")
    assert len(page.xpath("//article")) == 20
    (following,) = page.xpath("//a[@rel='next']/@href")
    assert len(page_of(client, following).xpath("//article")) == 5


def test_feeds_name_every_author(client, by_people):
    for path in ("/en/", "/en/author/li-ven/"):
        rss = client.get(f"{path}feed.rss").content.decode()
        assert rss.count("dc:creator") == 4
        (entry,) = feedparser.parse(client.get(f"{path}feed.atom").content).entries
        assert [one["name"] for one in entry.authors] == NAMES
        assert entry.authors[1]["href"] == "http://testserver/en/author/li-ven/"
        (item,) = client.get(f"{path}feed.json").json()["items"]
        assert [one["name"] for one in item["authors"]] == NAMES


def test_the_markdown_names_them(client, by_people, by_machine):
    for article, names in ((by_people, NAMES), (by_machine, NAMES[:1])):
        text = client.get(f"{article.get_absolute_url().rstrip('/')}.md").content.decode()
        assert all(name in text for name in names)


def test_the_api_filters_by_author(client, by_people, by_machine):
    listed = client.get("/api/v1/articles?author=li-ven").json()["items"]
    assert [one["id"] for one in listed] == [by_people.pk]
    assert [one["slug"] for one in listed[0]["authors"]] == ["ada-reyes", "li-ven"]
    both = client.get("/api/v1/articles?author=ada-reyes&q=harbour").json()["items"]
    assert {one["id"] for one in both} == {by_people.pk, by_machine.pk}
    authors = client.get("/api/v1/authors").json()["items"]
    assert [one["name"] for one in authors] == NAMES


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('author:"ada reyes"', {"By people", "By machine"}),
        ("author:li-ven harbour", {"By people"}),
        ("author:ada-reyes author:li-ven", {"By people"}),
        ("harbour -author:li-ven", {"By machine", "Nobody's"}),
        ("author:nobody", set()),
        ('author:"a. reyes"', {"By people", "By machine"}),
    ],
)
def test_the_search_knows_authors(by_people, by_machine, make_article, make_user, asked, found):
    make_article("Nobody's")
    other = Author.objects.create(name="A. Reyes", slug="a-reyes")
    merge(Author.objects.get(slug="ada-reyes"), [other], make_user("Editors"))
    shown = ranked_page(parse(asked), "en").results
    assert {result.article.title for result in shown} == found


def test_an_old_address_leads_on(client, by_people, make_user):
    keep = Author.objects.get(slug="ada-reyes")
    merge(keep, [Author.objects.get(slug="li-ven")], make_user("Editors"))
    answer = client.get("/en/author/li-ven/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/author/ada-reyes/")
    assert client.get("/en/author/li-ven/feed.atom")["Location"] == "/en/author/ada-reyes/feed.atom"
