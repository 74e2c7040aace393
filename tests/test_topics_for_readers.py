"""Topics and sections for readers: words, picture, the stories that lead, days, metadata and indexes."""

import json

import pytest
from lxml import html as lxml_html

from articles.models import Article, Category, Image, Tag, Topic

pytestmark = pytest.mark.django_db

HOSTILE = (
    "# <script>alert(1)</script>\n\n"
    "[click](javascript:alert(1)) <img src=x onerror=alert(1)> **bold** &amp; \u202eback"
)


def page_of(client, path: str):
    response = client.get(path)
    assert response.status_code == 200, path
    return lxml_html.fromstring(response.content)


def titles(page, within: str = "main") -> list[str]:
    return [
        "".join(link.itertext())
        for link in page.xpath(f"//{within}//*[contains(@class, 'headline')]/a")
    ]


def graph(page) -> dict[str, dict]:
    text = page.xpath("string(//script[@type='application/ld+json'])")
    return {node["@type"]: node for node in json.loads(text)["@graph"]}


def picture(**columns) -> Image:
    image = Image.objects.create(alt="A wave", **columns)
    image.variants.create(name="full", url="https://images.unsplash.com/wave?w=900")
    image.sign()
    return image


@pytest.fixture
def sea(make_article):
    """A topic of six stories, the newest first S0 to S5."""
    for number in range(6):
        make_article(f"S{number}", hours=-1 - 30 * number, tags=["Sea"])
    make_article("Море", lang="uk", slug="more", tags=["Sea"])
    return Topic.objects.create(
        tag=Tag.objects.get(),
        words={"en": "Ports **once** heard the news first.", "uk": "Порти."},
        picture=picture(credit="Ada"),
    )


class TestTopic:
    PATH = "/en/tag/sea/"

    def test_it_stands_at_the_address_of_its_tag_with_words_picture_and_a_way_to_follow(
        self, client, sea
    ):
        page = page_of(client, self.PATH)
        band = page.xpath("//section[@class='band']")[0]
        assert band.xpath("string(.//p[@class='kicker'])") == "Topic"
        assert band.xpath(".//strong/text()") == ["once"]
        assert band.xpath(".//figure//img/@alt") == ["A wave"]
        assert "Ada" in band.xpath("string(.//figcaption)")
        assert band.xpath(".//p[@class='feeds']/a/@href") == [
            f"{self.PATH}feed.{ending}" for ending in ("rss", "atom", "json")
        ]
        assert "feed reader" in band.xpath("string(.//p[@class='hint'])")

    def test_its_words_are_those_of_the_language_and_else_none(self, client, sea, make_article):
        make_article("بحر", lang="ar", slug="sea", tags=["Sea"])
        assert "Порти." in page_of(client, "/uk/tag/sea/").xpath("string(//section)")
        page = page_of(client, "/ar/tag/sea/")
        assert page.xpath("//section[@class='band']")
        assert not page.xpath("//div[@class='standfirst']")

    def test_its_stories_stand_by_days(self, client, sea):
        page = page_of(client, self.PATH)
        assert titles(page, "section[@class='band']") == ["S0", "S1", "S2", "S3"]
        days = page.xpath("//section[@class='river-day']")
        assert [titles(page, f"section[@class='river-day'][{n}]") for n in (1, 2)] == [
            ["S4"],
            ["S5"],
        ]
        assert all(day.xpath("./h2/time/@datetime") for day in days)

    def test_chosen_stories_lead_in_their_order_while_they_are_live_and_have_the_tag(
        self, client, sea, make_article
    ):
        pks = dict(Article.objects.values_list("title", "pk"))
        draft = make_article("Draft", status="draft", tags=["Sea"])
        other = make_article("Other")
        sea.pinned = [draft.pk, pks["S5"], other.pk, 10**9, pks["S2"]]
        sea.save()
        page = page_of(client, self.PATH)
        assert titles(page) == ["S5", "S2", "S0", "S1", "S3", "S4"]
        assert "Draft" not in page.text_content()

    def test_a_later_page_leaves_the_chosen_stories_out(self, client, sea, make_article):
        for number in range(30):
            make_article(f"T{number}", hours=-400 - number, tags=["Sea"])
        last = sea.tag.article_links.order_by("published_at").first()
        sea.pinned = [last.content_object_id]
        sea.save()
        first = page_of(client, self.PATH)
        assert titles(first)[0] == "T29"
        second = page_of(client, first.xpath("//a[@rel='next']/@href")[0])
        assert "Topic" in second.xpath("string(//p[@class='kicker'])")
        assert not second.xpath("//section[@class='band']")
        found = titles(first) + titles(second)
        assert len(found) == len(set(found)) == 36

    def test_switched_off_it_is_a_plain_tag(self, client, sea):
        sea.is_on = False
        sea.save()
        page = page_of(client, self.PATH)
        assert page.xpath("string(//p[@class='kicker'])").strip() == "Tag"
        assert "heard the news" not in page.text_content()

    def test_metadata_has_its_words_and_its_picture(self, client, sea):
        page = page_of(client, self.PATH)
        words = "Ports once heard the news first."
        assert page.xpath("//meta[@name='description']/@content") == [words]
        assert page.xpath("//meta[@property='og:description']/@content") == [words]
        assert "wave" in page.xpath("//meta[@property='og:image']/@content")[0]
        collection = graph(page)["CollectionPage"]
        assert (collection["name"], collection["description"]) == ("Sea", words)
        assert "wave" in collection["image"]

    def test_a_picture_that_may_not_be_shown_is_on_no_page(self, client, sea, settings):
        settings.HIDE_UNCREDITED_COVERS = True
        sea.picture.credit = ""
        sea.picture.save()
        assert "wave" not in client.get(self.PATH).content.decode()

    def test_without_a_story_there_is_no_page(self, client, sea):
        sea.tag.article_links.all().delete()
        assert client.get(self.PATH).status_code == 404

    def test_hostile_words_are_shown_as_text(self, client, sea):
        sea.words = {"en": HOSTILE}
        sea.save()
        page = page_of(client, self.PATH)
        band = page.xpath("//section[@class='band']")[0]
        assert not page.xpath("//main//script | //main//*[@onerror]")
        assert not band.xpath(".//a[starts-with(@href, 'javascript')]")
        assert band.xpath(".//strong/text()") == ["bold"]

    def test_it_costs_five_queries(self, client, sea, django_assert_num_queries):
        sea.pinned = list(sea.tag.article_links.values_list("content_object_id", flat=True)[:2])
        sea.save()
        client.get(self.PATH)
        with django_assert_num_queries(5):
            client.get(self.PATH)


class TestSection:
    PATH = "/en/category/energy/"

    @pytest.fixture
    def energy(self, category, make_article):
        for number in range(6):
            cover = picture() if number == 2 else None
            make_article(f"S{number}", hours=-1 - 30 * number, category=category, cover=cover)
        return category

    def test_it_opens_with_the_newest_that_has_a_picture(self, client, energy):
        page = page_of(client, self.PATH)
        assert titles(page, "div[@class='opening']") == ["S2", "S0", "S1", "S3"]
        assert titles(page, "div[@class='days']") == ["S4", "S5"]

    def test_it_opens_with_the_highest_pinned(self, client, energy, make_article):
        make_article("Pinned", hours=-500, category=energy, sticky_weight=2)
        make_article("Higher", hours=-600, category=energy, sticky_weight=7)
        assert titles(page_of(client, self.PATH))[:3] == ["Higher", "Pinned", "S0"]

    def test_one_story_is_a_page(self, client, make_article, category):
        make_article("Only", category=category)
        page = page_of(client, self.PATH)
        assert titles(page) == ["Only"]
        assert not page.xpath("//div[@class='days']")

    def test_a_later_page_has_days_alone(self, client, energy, make_article):
        for number in range(30):
            make_article(f"T{number}", hours=-400 - number, category=energy)
        first = page_of(client, self.PATH)
        second = page_of(client, first.xpath("//a[@rel='next']/@href")[0])
        assert not second.xpath("//div[@class='opening']")
        found = titles(first) + titles(second)
        assert len(found) == len(set(found)) == 36

    def test_words_of_editors_stand_at_its_head_and_in_metadata(self, client, energy):
        energy.words = {"en": "Power, and who pays."}
        energy.save()
        page = page_of(client, self.PATH)
        assert "Power, and who pays." in page.xpath("string(//div[@class='standfirst'])")
        assert page.xpath("//meta[@name='description']/@content") == ["Power, and who pays."]
        assert graph(page)["CollectionPage"]["description"] == "Power, and who pays."

    def test_the_topics_of_its_stories_are_links_those_of_most_first(
        self, client, energy, make_article
    ):
        for tags in (["Grid", "Wind"], ["Grid", "Plain"], ["Off"]):
            make_article(str(tags), category=energy, tags=tags)
        make_article("Elsewhere", tags=["Sport"])
        for name in ("Wind", "Grid", "Off", "Sport"):
            Topic.objects.create(tag=Tag.objects.get(name=name), is_on=name != "Off")
        page = page_of(client, self.PATH)
        assert page.xpath("//nav[@class='topics']//a/@href") == ["/en/tag/grid/", "/en/tag/wind/"]

    def test_it_costs_six_queries(self, client, energy, django_assert_num_queries):
        client.get(self.PATH)
        with django_assert_num_queries(6):
            client.get(self.PATH)


class TestIndexes:
    def test_sections_stand_by_letters_with_counts_and_their_newest_story(
        self, client, make_article
    ):
        for name in ("Zoo", "Éclair", "Energy", "Empty"):
            Category.objects.create(name=name, key=name, slug=name.lower().replace("é", "e"))
        for number, name in enumerate(("Zoo", "Éclair", "Energy", "Energy")):
            make_article(f"S{number}", category=Category.objects.get(name=name))
        make_article("Draft", status="draft", category=Category.objects.get(name="Empty"))
        page = page_of(client, "/en/sections/")
        assert page.xpath("//nav[@class='letters']//a/text()") == ["E", "Z"]
        links = page.xpath("//section[@class='letter']//li/a")
        assert ["".join(link.itertext()) for link in links] == ["Éclair", "Energy", "Zoo"]
        facts = page.xpath("//section[@class='letter']//p[@class='entry-facts']")
        assert "2 stories" in facts[1].text_content()
        assert facts[1].xpath(".//time/@datetime")

    def test_letters_have_the_order_of_the_language(self, client, make_article):
        for name in ("Яхти", "Їжа", "Інше", "Zoo", "Ґанок", "Гори"):
            make_article(name, lang="uk", category=Category.from_key(name), slug=f"s{ord(name[0])}")
        page = page_of(client, "/uk/sections/")
        letters = page.xpath("//nav[@class='letters']//a/text()")
        assert letters == ["Z", "Г", "Ґ", "І", "Ї", "Я"]

    def test_topics_have_their_words_and_other_tags_stand_below(self, client, sea, make_article):
        make_article("Plain", tags=["Plain", "Sea"])
        Topic.objects.create(tag=Tag.objects.create(name="Unused", slug="unused"))
        page = page_of(client, "/en/topics/")
        links = page.xpath("//section[@class='letter']//li/a/@href")
        assert links == ["/en/tag/sea/"]
        assert "Ports once heard" in page.xpath("string(//section[@class='letter']//p)")
        assert page.xpath("//nav[@class='newest-tags']//a/@href") == ["/en/tag/plain/"]

    @pytest.mark.parametrize("name", ["sections", "topics"])
    def test_an_empty_one_says_so_and_is_linked_from_every_footer(self, client, name):
        for lang in ("en", "uk", "ar"):
            page = page_of(client, f"/{lang}/{name}/")
            assert page.xpath("//p[@class='notice-title']")
            assert f"/{lang}/{name}/" in page.xpath("//footer//a/@href")
        assert f"/en/{name}/" in client.get("/sitemap-lists.xml").content.decode()

    @pytest.mark.parametrize("name", ["sections", "topics"])
    def test_they_cost_few_queries(
        self, client, sea, category, make_article, name, django_assert_max_num_queries
    ):
        make_article("One", category=category, tags=["Plain"])
        client.get(f"/en/{name}/")
        with django_assert_max_num_queries(4):
            client.get(f"/en/{name}/")


def test_the_sitemap_and_the_api_know_topics(client, sea):
    assert (
        "http://testserver/en/tag/sea/</loc>" in client.get("/sitemap-lists.xml").content.decode()
    )
    (item,) = client.get("/api/v1/tags?lang=en").json()["items"]
    assert item == {
        "slug": "sea", "name": "Sea", "about": "Ports once heard the news first.", "is_topic": True,
    }  # fmt: skip
    sea.is_on = False
    sea.save()
    assert "/en/tag/sea/" not in client.get("/sitemap-lists.xml").content.decode()
    (item,) = client.get("/api/v1/tags?lang=en").json()["items"]
    assert (item["about"], item["is_topic"]) == (None, False)
