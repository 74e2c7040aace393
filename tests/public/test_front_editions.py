"""The front page as readers have it by an edition."""

import datetime as dt

import pytest
import time_machine
from django.http import HttpRequest
from lxml import html

from articles.lib.public_keys import META_KEY
from articles.models import Article, Category, FrontEdition, Image, Tag
from articles.models.front_plan import BriefingLine, FrontBlock, Pick, section_block
from articles.public.front_pool import load_front_page
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def stories(make_article):
    """S1, the newest, to S24."""
    category = Category.from_key("ENERGY")
    return [
        make_article(f"S{n}", published_at=NOW - n * HOUR, category=category if n % 2 else None)
        for n in range(1, 25)
    ]


def launch(at=None, **columns) -> FrontEdition:
    columns["picks"] = [pick.as_json() for pick in columns.get("picks", ())]
    edition = FrontEdition(lang="en", **columns).copy(None)
    edition.launch(None, at)
    return edition


def page_of(client, path: str = "/en/"):
    return html.fromstring(client.get(path).content.decode())


def lead(client) -> str:
    return page_of(client).xpath("string(//article[contains(@class, 'card-lead')]//h2)").strip()


def test_a_pick_leads_until_it_is_gone_and_comes_back_with_it(client, stories, make_user):
    launch(picks=[Pick(FrontBlock.LEAD, stories[9].pk), Pick(FrontBlock.LEAD, stories[4].pk)])
    assert lead(client) == "S10"
    editor = make_user("Editors")
    article = Article.objects.get(pk=stories[9].pk)
    article.unpublish(editor)
    assert lead(client) == "S5"
    article.submit(editor)
    article.publish(editor)
    assert lead(client) == "S10"
    Article.objects.get(pk=stories[9].pk).retract(editor, "Wrong.")
    Article.objects.filter(pk=stories[4].pk).update(expires_at=NOW)
    assert lead(client) == "S1"


def test_words_and_a_picture_stand_on_the_card_alone(client, stories):
    picture = Image.objects.create(alt="A crane", credit="Ada")
    picture.variants.create(name="regular", url="https://images.unsplash.com/own")
    picture.sign()
    pick = Pick(FrontBlock.LEAD, stories[0].pk, "Ours", "Exclusive", picture.pk)
    section = section_block(stories[0].category_id)
    launch(picks=[pick, Pick(section, stories[2].pk, "Shown")])
    page = page_of(client)
    card = page.xpath("//article[contains(@class, 'card-lead')]")[0]
    assert card.xpath("string(.//h2)").strip() == "Ours"
    assert card.xpath("string(.//p[@class='kicker'])").strip() == "Exclusive"
    assert "images.unsplash.com/own" in card.xpath("string(.//img/@src)")
    # The third newest stands in "latest" with its own words, too.
    latest = page.xpath("//section[@class='wire']//li/a/text()")
    assert "S3" in latest
    assert "Shown" in [text.strip() for text in page.xpath("//h3[@class='headline']/a/text()")]
    for path in ("/en/feed.rss", stories[0].get_absolute_url(), "/en/category/energy/"):
        assert "Ours" not in client.get(path).content.decode(), path


def test_feeds_stay_by_time(client, stories):
    before = client.get("/en/feed.json").json()["items"]
    launch(picks=[Pick(FrontBlock.LEAD, stories[20].pk)])
    assert client.get("/en/feed.json").json()["items"] == before


def test_an_old_story_is_found_for_its_place(client, stories, make_article):
    old = make_article("Old", published_at=NOW - dt.timedelta(days=900))
    launch(picks=[Pick(FrontBlock.SECONDS, old.pk)])
    seconds = page_of(client).xpath("//div[@class='seconds']//h2/a/text()")
    assert seconds[0] == "Old"


def test_stories_of_other_languages_and_those_that_wait_stand_nowhere(
    client, stories, make_article, clock
):
    other = make_article("Інша", lang="uk", published_at=NOW)
    coming = make_article("Coming", published_at=NOW + HOUR)
    launch(picks=[Pick(FrontBlock.LEAD, other.pk), Pick(FrontBlock.LEAD, coming.pk)])
    assert lead(client) == "S1"
    clock.shift(HOUR)
    assert lead(client) == "Coming"


def test_breaking_words_stand_above_until_their_end(client, stories, clock):
    launch(breaking_words="The harbour burns", breaking_until=NOW + HOUR)
    response = client.get("/en/")
    assert "The harbour burns" in response.content.decode()
    assert response.wsgi_request.META[META_KEY].until == NOW + HOUR
    clock.shift(HOUR)
    assert "The harbour burns" not in client.get("/en/").content.decode()


def test_a_breaking_story_stands_in_no_other_block(client, stories):
    launch(picks=[Pick(FrontBlock.BREAKING, stories[0].pk)], breaking_until=NOW + HOUR)
    page = page_of(client)
    assert page.xpath("//aside[@class='breaking']/a/text()") == ["S1"]
    assert lead(client) == "S2"


def test_the_briefing_leads_to_stories_that_readers_have(client, stories, make_article):
    draft = make_article("Draft", status="draft")
    lines = [
        BriefingLine("The harbour is shut.", stories[3].pk),
        BriefingLine("A bolt.", draft.pk),
        BriefingLine("Marsh."),
    ]
    launch(briefing=[line.as_json() for line in lines])
    briefing = page_of(client).xpath("//section[@class='briefing']")[0]
    assert briefing.xpath(".//li//a/text()") == ["The harbour is shut."]
    assert len(briefing.xpath(".//li")) == 3
    assert briefing.xpath(".//p[@class='signed']") == []
    launch(briefing=[line.as_json() for line in lines], briefing_by="The night desk")
    signed = page_of(client).xpath("//section[@class='briefing']/p[@class='signed']")[0]
    assert signed.text_content() == "— The night desk"


def test_what_is_in_focus_stands_on_the_band_until_its_end(client, make_article, clock):
    for number in range(30):
        tags = ["Ports"] if number in (5, 15, 25) else []
        make_article(f"S{number}", published_at=NOW - number * HOUR, tags=tags)
    launch(focus_tag=Tag.objects.get(), focus_words="All of it.", focus_until=NOW + HOUR)
    band = page_of(client).xpath("//section[@class='band']")[0]
    assert band.xpath("string(.//h2)").strip() == "Ports"
    assert band.xpath(".//h3/a/text()") == ["S5", "S15", "S25"]
    clock.shift(HOUR)
    assert not page_of(client).xpath("//section[@class='band']")


def test_lists_can_be_switched_off(client, stories):
    launch(shows_latest=False, shows_in_brief=False)
    page = page_of(client)
    assert not page.xpath("//section[@class='wire'] | //section[@class='tail']")


def test_a_scheduled_edition_comes_by_the_clock(client, stories, clock):
    launch(at=NOW + HOUR, picks=[Pick(FrontBlock.LEAD, stories[9].pk)])
    assert lead(client) == "S1"
    clock.shift(HOUR)
    assert lead(client) == "S10"


def test_one_language_knows_nothing_of_another(client, stories, make_article):
    make_article("Перша", lang="uk", published_at=NOW)
    launch(picks=[Pick(FrontBlock.LEAD, stories[9].pk)])
    text = client.get("/uk/").content.decode()
    assert "Перша" in text
    assert "S10" not in text


def test_the_page_depends_on_its_edition_and_costs_six_queries(
    make_article, client, django_assert_num_queries, source
):
    category = Category.from_key("ENERGY")
    articles = [
        make_article(
            f"S{n}", published_at=NOW - n * HOUR, category=category, tags=["Ports", "Sea"],
            source=source, author_names=["Ada Reyes"], description="It opened. " * 20,
        )
        for n in range(1, 31)
    ]  # fmt: skip
    launch(
        picks=[Pick(FrontBlock.LEAD, articles[4].pk, "Ours"), Pick(FrontBlock.SECONDS, articles[9].pk)],
        sections=[category.pk], breaking_words="Fire", breaking_until=NOW + HOUR,
        focus_tag=Tag.objects.get(name="Sea"), focus_until=NOW + HOUR,
    )  # fmt: skip
    client.get("/en/")
    # The edition, pins, the newest, their authors, their tags; and the menu.
    with django_assert_num_queries(6):
        response = client.get("/en/")
    assert "front:en" in response.wsgi_request.META[META_KEY].keys
    request = HttpRequest()
    with django_assert_num_queries(5):
        load_front_page(request, "en")
