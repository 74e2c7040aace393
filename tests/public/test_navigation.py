"""The menu and the footer that editors make, as readers find them."""

import datetime as dt
import json

import pytest
from lxml import html as lxml_html

from articles.models import Author, Category, Image, Page, SiteSettings, Tag
from articles.models.menu_entry import EntryKind, MenuEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unnamed(settings):
    settings.SITE_NAME = settings.CONTACT_EMAIL = ""


def entry(kind: str, target: int | str, **labels: str) -> dict[str, object]:
    return MenuEntry(EntryKind(kind), target, labels).as_json()


def parsed(client, path: str):
    return lxml_html.fromstring(client.get(path).content)


def links(page, place: str) -> list[tuple[str, str]]:
    """The words and addresses of the links in a part of the page."""
    found = page.xpath(f"//{place}//a")
    return [(link.text_content().strip(), link.get("href")) for link in found]


MENU = "nav[@class='category-menu']"


@pytest.fixture
def rows(make_article, category):
    """A story with a section, a tag and an author; and what has none in Ukrainian."""
    make_article("One", category=category, tags=["Ports"], author_names=["Ada Reyes"])
    Category.objects.create(key="SPORT", name="Sport", slug="sport")
    make_article("Два", lang="uk", slug="two")
    Page.objects.get_or_create(lang="en", slug="about", defaults={"title": "About us"})
    return {"category": category, "tag": Tag.objects.get(), "author": Author.objects.get()}


def test_the_menu_has_what_editors_chose_in_their_order_and_words(client, rows):
    SiteSettings.objects.create(
        menu=[
            entry("tag", rows["tag"].pk, en="The ports", uk="Порти"),
            entry("category", rows["category"].pk),
            entry("address", "https://shop.example.org/", en="Shop", uk="Крамниця"),
            entry("author", rows["author"].pk),
            entry("page", "about"),
        ]
    )
    page = parsed(client, "/en/")
    title = Page.objects.get(lang="en", slug="about").title
    assert links(page, MENU) == [
        ("The ports", "/en/tag/ports/"),
        (rows["category"].name, rows["category"].get_absolute_url()),
        ("Shop", "https://shop.example.org/"),
        ("Ada Reyes", "/en/author/ada-reyes/"),
        (title, "/en/about/"),
    ]


def test_what_has_no_story_in_a_language_is_left_out_there(client, rows):
    SiteSettings.objects.create(
        menu=[
            entry("category", rows["category"].pk),
            entry("tag", rows["tag"].pk),
            entry("author", rows["author"].pk),
            entry("page", "imprint"),
            entry("address", "/uk/archive/", en="Archive", uk="Архів"),
        ]
    )
    assert links(parsed(client, "/uk/"), MENU) == [("Архів", "/uk/archive/")]


def test_what_is_gone_is_left_out_and_an_empty_menu_is_that_of_the_sections(client, rows):
    SiteSettings.objects.create(menu=[entry("tag", 999), entry("category", 999)])
    assert links(parsed(client, "/en/"), MENU) == [
        (rows["category"].name, rows["category"].get_absolute_url())
    ]


def test_only_the_section_of_a_page_is_marked(client, rows):
    tag = rows["tag"]
    Tag.objects.filter(pk=tag.pk).update(slug=rows["category"].slug)
    SiteSettings.objects.create(
        menu=[entry("tag", tag.pk), entry("address", "/x/", en="X"), entry("category", rows["category"].pk)]
    )  # fmt: skip
    for path, marked in ((rows["category"].get_absolute_url(), 1), ("/en/", 0)):
        page = parsed(client, path)
        assert len(page.xpath(f"//{MENU}//a[@aria-current]")) == marked, path


def test_columns_of_the_footer_take_the_place_of_the_sections(client, rows):
    SiteSettings.objects.create(
        footer=[
            # Before the first heading there is no column.
            entry("tag", rows["tag"].pk),
            entry("heading", "", en="Read", uk="Читати"),
            entry("category", rows["category"].pk, en="Power"),
            entry("heading", "", en="Nothing"),
            entry("tag", 999),
        ],
        links=[{"label": "Mastodon", "url": "https://social.example.org/@a"}],
        contact="desk@example.org",
    )
    page = parsed(client, "/en/")
    headings = [one.text_content() for one in page.xpath("//footer//h2")]
    assert "Read" in headings
    assert "Nothing" not in headings
    assert "All sections" not in headings
    footer = links(page, "footer")
    assert ("Power", rows["category"].get_absolute_url()) in footer
    assert ("Mastodon", "https://social.example.org/@a") in footer
    assert ("Write to us", "mailto:desk@example.org") in footer


def test_languages_that_are_not_shown_are_offered_nowhere(client, rows):
    SiteSettings.objects.create(languages=["en", "ar"])
    page = parsed(client, "/en/")
    assert [link.get("hreflang") for link in page.xpath("//nav[@class='languages']//a")] == [
        "en", "ar",
    ]  # fmt: skip
    assert not page.xpath("//footer//a[@hreflang='uk']")
    assert not page.xpath("//link[@hreflang='uk']")
    # Its pages stay, and say where the others are.
    hidden = parsed(client, "/uk/")
    codes = [link.get("hreflang") for link in hidden.xpath("//nav[@class='languages']//a")]
    assert codes == ["en", "uk", "ar"]


def test_every_surface_has_the_name(client, rows):
    SiteSettings.objects.create(title="The Tide", taglines={"en": "By the sea"})
    page = parsed(client, "/en/")
    assert page.xpath("string(//header//p[@class='wordmark'])").strip() == "The Tide"
    assert "The Tide" in page.xpath("string(//title)")
    assert page.xpath("//p[@class='tagline']")[0].text_content() == "By the sea"
    graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
    assert (graph[0]["name"], graph[0]["slogan"]) == ("The Tide", "By the sea")
    manifest = client.get("/manifest.json").json()
    assert (manifest["name"], manifest["description"]) == ("The Tide", "By the sea")
    assert "<title>The Tide</title>" in client.get("/en/feed.rss").content.decode()
    assert client.get("/en/feed.json").json()["title"] == "The Tide"
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "The Tide"
    assert "The Tide" in client.get("/en/nothing/").content.decode()


def picture(name: str, **columns: object) -> Image:
    image = Image(alt=name, **columns)
    image.describe([("raw", f"https://images.unsplash.com/{name}", "", 1200, 400)])
    image.save()
    return image


def test_the_logo_stands_in_place_of_the_name_and_the_picture_for_stories_without_one(
    client, rows, settings
):
    # That is about covers.
    settings.HIDE_UNCREDITED_COVERS = True
    SiteSettings.objects.create(title="The Tide", logo=picture("logo"), picture=picture("sea"))
    page = parsed(client, "/en/articles/one/")
    [logo] = page.xpath("//header//p[@class='wordmark']//img")
    assert logo.get("alt") == "The Tide"
    assert "/logo?" in logo.get("src")
    [shown] = page.xpath("//meta[@property='og:image']/@content")
    assert "/sea?" in shown
    graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
    assert "/logo?" in graph[0]["publisher"]["logo"]["url"]


def test_a_logo_whose_rights_have_ended_is_the_name_again(client, rows):
    ended = dt.date(2020, 1, 1)
    SiteSettings.objects.create(title="The Tide", logo=picture("logo", rights_until=ended))
    page = parsed(client, "/en/")
    assert not page.xpath("//header//img")
    assert page.xpath("string(//header//p[@class='wordmark'])").strip() == "The Tide"
