"""Calls to action: what a stored one may be, and where readers see it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from articles.models import SiteSettings
from articles.models.call_to_action import MAX_CALLS, check_calls

WORDS = {"headline": "The letter", "text": "Weekly.", "label": "Get it", "url": "/en/letter/"}


def call(*places: str, shown: Any = True, **words: object) -> dict[str, Any]:
    return {"places": list(places), "shown": shown, "words": words or {"en": WORDS}}


def test_a_call_stands_in_its_places_where_it_has_words_in_the_language():
    uk = {**WORDS, "headline": "Лист"}
    site = SiteSettings(
        calls=[call("story", "footer", en=WORDS, uk=uk), call("front", shown=False)]
    )
    site.clean()
    assert set(site.calls_in("en")) == {"story", "footer"}
    assert site.calls_in("uk")["footer"].headline == "Лист"
    assert site.calls_in("ar") == {}
    assert SiteSettings().calls_in("en") == {}


@pytest.mark.parametrize(
    "url", ["/en/letter/", "https://letter.example.org/?a=1", "https://лист.укр/"]
)
def test_a_button_leads_to_a_page_of_the_site_or_a_secure_address(url):
    check_calls([call("front", en={**WORDS, "url": url})])


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "letter",
        "https://localhost/", "mailto:a@example.org", "",
    ],
)  # fmt: skip
def test_a_button_leads_nowhere_else(url):
    with pytest.raises(ValidationError):
        check_calls([call("front", en={**WORDS, "url": url})])


@pytest.mark.parametrize("part", ["headline", "label"])
def test_a_call_has_a_headline_and_a_button(part):
    check_calls([call("front", en={**WORDS, "text": ""})])
    with pytest.raises(ValidationError):
        check_calls([call("front", en={**WORDS, part: ""})])


@pytest.mark.parametrize(
    "rows",
    [
        {}, "no list", [None], [{}], [call()], [call("sky")], [call("front", xx=WORDS)],
        [call("front", shown="yes")], [call("front", shown=1)], [{**call("front"), "more": 1}],
        [call("front", en={**WORDS, "headline": 3})], [call("front", en={**WORDS, "text": None})],
        [call("front", en={**WORDS, "headline": "x" * 81})], [call("front", en={})],
        [call("front", en={**WORDS, "headline": " The letter"})], [call("front", en="The letter")],
        [{"places": ["front"], "shown": True, "words": {}}],
        [call("front", shown=False)] * (MAX_CALLS + 1),
    ],
)  # fmt: skip
def test_what_no_form_would_make_is_refused(rows):
    with pytest.raises(ValidationError):
        SiteSettings(calls=rows).full_clean()


def test_each_place_shows_one():
    check_calls([call("front"), call("story"), call("front", "story", shown=False)])
    with pytest.raises(ValidationError, match="Two calls to action stand on the front page"):
        check_calls([call("front"), call("story", "front")])
