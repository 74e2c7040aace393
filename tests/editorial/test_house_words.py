"""Words of house style are found as words, in the right spelling and case."""

import pytest

from articles.editorial.house_words import HouseRule, HouseRules

RULES = HouseRules.of(
    [
        HouseRule("moonshot", "", True),
        HouseRule("to the moon", "", True),
        HouseRule("bitcoin", "Bitcoin", False),
        HouseRule("crypto-currency", "cryptocurrency", False),
        HouseRule("a b c d e f", "", True),
    ]
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A MOONSHOT is not a moonshots.", ["moonshot"]),
        ("They go to  the\nmoon.", ["to the moon"]),
        ("To the harbour", []),
        ("Bitcoin rose. Then bitcoin fell, and BITCOIN rose.", ["bitcoin"]),
        ("Only Bitcoin.", []),
        ("Crypto-currency and cryptocurrency", ["crypto-currency"]),
        ("a b c d e f", []),
        ("", []),
    ],
)
def test_rules_that_a_text_breaks(text, words):
    assert [rule.word for rule in RULES.broken_by(text)] == words
