"""Addresses, keys and single lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.text import collapse, fold, is_slug, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Port of Lindholm Lifts Its First Crane: Report", "port-of-lindholm-lifts-its-first-crane-report"),
        ("Justin Sun's Bailout", "justin-suns-bailout"),
        ("Порт відкрито", "port-vidkrito"),
        ("10-year model at $100K", "10-year-model-at-100k"),
        ("Café — naïve", "cafe-naive"),
        ("!!!", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_an_address_is_spelt_out(text, slug):
    assert slugify(text) == slug


def test_arabic_gets_an_address():
    assert re.fullmatch(r"[a-z0-9-]+", slugify("الميناء يفتح أبوابه"))


@given(st.text(max_size=300), st.integers(10, 90))
def test_an_address_is_always_safe_and_short(text, limit):
    slug = slugify(text, limit)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert len(slug) <= limit
    assert slug == "" or is_slug(slug)


@pytest.mark.parametrize(
    "text", ["", "A", "a_b", "-a", "a-", "a--b", "a b", "é", "a\n", "٣", "a" * 201]
)
def test_what_is_not_in_the_grammar_is_no_address(text):
    assert not is_slug(text)


def test_a_long_address_ends_with_a_whole_word():
    assert slugify("one two three four", 12) == "one-two"
    assert slugify("a" * 50, 20) == "a" * 20


@pytest.mark.parametrize(
    ("one", "other"),
    [("US", "us"), ("КРИПТО", "Крипто"), ("Straße", "STRASSE"), ("a  b", "A b"), ("ｆｕｌｌ", "full"),
     ("e\u0301", "é")],
)  # fmt: skip
def test_spellings_of_one_label_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_punctuation_makes_another_label():
    assert fold("US") != fold("U.S.")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_one_line_is_made_of_many():
    assert collapse(" a\r\n\tb  c ") == "a b c"
