"""What an original supports of a text: claims, each with its place, and whole paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.original_words import OriginalText
from articles.claims.support import MAX_TEXT, compare

ORIGINAL = OriginalText(
    "Harbour signs deal to sell $2B of cranes: Reuters",
    "The agreement comes as Norland accelerates the rollout of a formal crane framework.",
    "Cranes, Ada Okoro",
    "en",
)


def paragraphs(text: str, original: OriginalText | None = ORIGINAL, lang: str = "en"):
    """Each paragraph of the text, and whether it is supported."""
    found = compare(text, lang, original).paragraphs
    return [(text[one.start : one.end], one.is_supported) for one in found]


def test_a_claim_carries_where_it_is_supported():
    text = "For $2 billion Norland sold cranes, said Ada Okoro and Bo Lind, 7 times."
    found = compare(text, "en", ORIGINAL)
    places = {
        claim.text: (place.part, getattr(ORIGINAL, place.part)[place.start : place.end])
        for claim, place in found.supported
    }
    assert places == {
        "$2 billion": ("title", "$2B"),
        "Norland": ("body", "Norland"),
        "Ada Okoro": ("keywords", "Ada Okoro"),
    }
    assert [claim.text for claim in found.unsupported] == ["Bo Lind", "7"]


def test_without_an_original_nothing_is_supported():
    text = "It cost $5 million, said Ada Okoro.\n\nThe agreement comes soon."
    found = compare(text, "en", None)
    assert (found.has_original, found.supported, found.original_words) == (False, (), 0)
    assert len(found.unsupported) == 2
    assert found.unsupported_paragraphs == len(found.paragraphs) == 2


def test_a_paragraph_is_supported_by_a_number_or_by_a_sentence_in_other_words():
    assert paragraphs("It costs 2 billion dollars.") == [("It costs 2 billion dollars.", True)]
    told_anew = "Nobody knew. The agreement comes while a formal framework is accelerated."
    assert paragraphs(told_anew) == [(told_anew, True)]


def test_sentences_end_behind_any_number_of_marks():
    original = OriginalText("A", "One... Two?!\u201d) Three.\u201d Four.five .. Six…")
    assert compare("A", "en", original).original_sentences == 5


def test_a_name_alone_supports_no_paragraph():
    text = "Norland could become a model for other nations, and foster wide innovation."
    assert paragraphs(text) == [(text, False)]
    assert paragraphs("Reuters and Norland: Ada Okoro, Cranes.") == [
        ("Reuters and Norland: Ada Okoro, Cranes.", False)
    ]


def test_in_another_language_a_name_is_what_can_be_compared():
    text = "Про це пише Reuters."
    assert paragraphs(text, lang="uk") == [(text, True)]
    assert not compare(text, "uk", ORIGINAL).same_language
    # Where upstream does not say its language, words are compared.
    assert paragraphs(text, ORIGINAL._replace(lang=""), "uk") == [(text, False)]
    assert compare("A.", "en-gb", ORIGINAL).same_language


def test_headings_are_no_paragraphs_and_items_of_lists_are():
    text = "## Overview\n\nOne\nand two.\n### More\nThree.\n\n- four\n- five\n  goes on\n\n1. six\n---\n"
    assert [part for part, _is_supported in paragraphs(text)] == [
        "One\nand two.", "Three.", "- four", "- five\n  goes on", "1. six\n---",
    ]  # fmt: skip


def test_words_are_counted_as_people_count_them():
    found = compare("", "en", ORIGINAL)
    assert (found.original_words, found.original_sentences) == (22, 1)
    assert compare("", "en", OriginalText("A headline")).original_sentences == 0


def test_a_text_is_looked_at_up_to_a_limit():
    text = "x" * MAX_TEXT + " $5 million"
    assert compare(text, "en", None).unsupported == ()


@pytest.mark.parametrize("part", ["title", "body", "keywords"])
def test_each_part_supports_and_is_found(part):
    found = compare("It cost $5 million.", "en", OriginalText(**{part: "For 5,000,000 dollars"}))
    assert [place.part for _claim, place in found.supported] == [part]


WORDS = st.lists(
    st.sampled_from(
        ["$5", " million", " Ada Okoro", ". ", "\n\n", "- ", "## ", "так ", "Київ", "7"]
    )
).map("".join)


@given(WORDS, WORDS)
def test_claims_and_paragraphs_lie_in_the_text_and_places_in_the_original(text, body):
    found = compare(text, "en", OriginalText(body=body))
    for claim, place in found.supported:
        assert text[claim.start : claim.end] == claim.text
        assert 0 <= place.start < place.end <= len(body)
    ends = [0]
    for one in found.paragraphs:
        assert ends[-1] <= one.start < one.end <= len(text)
        assert not text[one.start].isspace()
        ends.append(one.end)


@given(WORDS)
def test_a_text_supports_itself(text):
    assert compare(text, "en", OriginalText(body=text)).unsupported == ()
