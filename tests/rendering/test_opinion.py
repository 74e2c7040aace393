"""Which sections are opinion, in the languages of the site."""

import pytest

from articles.rendering.opinion import is_opinion, opinion_note


@pytest.mark.parametrize(
    "heading",
    ["From author", "From the Author:", "FROM AUTHOR", "Impact on the crypto market",
     "Impact on the market", "Potential impact on energy markets", "Author's opinion", "Forecast",
     "Від автора", "Вплив на крипторинок", "Вплив на ринок", "Вплив на ринок криптовалют", "Прогноз",
     "من الكاتب", "التأثير على السوق", "رأي الكاتب"],
)  # fmt: skip
def test_opinion_is_recognised(heading):
    assert is_opinion(heading, "rewritten")
    assert is_opinion(heading, "translated")
    assert not is_opinion(heading, "")


@pytest.mark.parametrize(
    "heading",
    ["Overview", "The author of the report", "Market", "Impact on fishermen", "From authority",
     "Огляд", "Вплив на рибалок", "Що сталося", "نظرة عامة", ""],
)  # fmt: skip
def test_news_is_not_taken_for_opinion(heading):
    assert not is_opinion(heading, "rewritten")


def test_readers_are_told_in_their_language():
    assert opinion_note("rewritten", "en") == "Opinion or forecast, written by a machine."
    assert opinion_note("translated", "en") == "Opinion or forecast, translated by a machine."
    assert len({opinion_note("rewritten", lang) for lang in ("en", "uk", "ar")}) == 3
