"""The calls to action of the site, as readers find them."""

import pytest
from lxml import html

from articles.models import SiteSettings
from tests.models.test_call_to_action import WORDS, call

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(make_article):
    return make_article("The harbour")


def calls_on(client, path: str) -> list[tuple[str, str, str]]:
    """The headline of each block, the text of its button, and where it leads."""
    page = html.fromstring(client.get(path).content)
    found = []
    for block in page.xpath("//aside[@class='call-to-action']"):
        heading, button = block.find(".//h2"), block.find(".//a")
        assert block.get("aria-labelledby") == heading.get("id")
        found.append((heading.text, button.text, button.get("href")))
    return found


def test_each_place_has_its_own(client, article):
    rows = [
        call(place, en={**WORDS, "headline": place.title()})
        for place in ("story", "front", "footer")
    ]
    SiteSettings.objects.create(calls=rows)
    story, front, footer = (
        (name, WORDS["label"], WORDS["url"]) for name in ("Story", "Front", "Footer")
    )
    assert calls_on(client, "/en/") == [front, footer]
    assert calls_on(client, article.get_absolute_url()) == [story, footer]
    assert calls_on(client, "/en/archive/") == [footer]


def test_a_language_without_words_has_none(client, make_article):
    make_article("Один", lang="uk")
    SiteSettings.objects.create(calls=[call("front", en=WORDS)])
    assert calls_on(client, "/uk/") == []


def test_one_that_is_not_shown_is_nowhere(client, article):
    SiteSettings.objects.create(calls=[call("story", "front", "footer", shown=False)])
    for path in ("/en/", article.get_absolute_url()):
        assert calls_on(client, path) == []


def test_words_are_escaped_and_an_address_of_another_script_is_one_that_programs_know(
    client, article
):
    words = {**WORDS, "headline": "<b>Ports</b> & power", "url": "https://лист.укр/"}
    SiteSettings.objects.create(calls=[call("story", en=words)])
    ((headline, _label, url),) = calls_on(client, article.get_absolute_url())
    assert headline == "<b>Ports</b> & power"
    assert url == "https://xn--h1afte.xn--j1amh/"
