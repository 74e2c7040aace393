"""Title, address and text of the story of an item: nothing of it is read as markup."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.front_matter.record import SourceRecord
from articles.ingest.item_record import ItemRecord
from articles.ingest.rules.document import RuleDocument, SlugRule
from articles.ingest.rules.story_text import (
    plain_markdown,
    story_body,
    story_description,
    story_slug,
    story_title,
)
from articles.lib.text import is_slug
from articles.rendering.markdown import render
from articles.rendering.usable_text import UsableText
from tests.examples import examples

ITEM = ItemRecord(
    source=SourceRecord(name="The *Wire*", key="wire", kind="RSS"),
    external_id="7",
    title="Port opens",
    body="The port opened. " * 40,
    url="https://wire.example/a(b)",
)
AS_FILES = SlugRule(length=80, whole_words=False, apostrophe_divides=True)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("$2 Billion Gone In Minutes: Port Slide", "2-billion-gone-in-minutes-port-slide"),
        ("#1 Market Trader @0xAda shares!", "1-market-trader-0xada-shares"),
        ("Harbour–Quay deal opens ‘the heavy’ lift", "harbour-quay-deal-opens-the-heavy-lift"),
        ("Ada's 41.5% of Bo’s quays", "ada-s-41-5-of-bo-s-quays"),
        ("Uproar in São Paulo", "uproar-in-sao-paulo"),
        ("word " * 16 + "words", "word-" * 15 + "word"),
        ("x" * 78 + " yz", "x" * 78 + "-y"),
        # A cut that ends between words leaves no hyphen: no address of the site ends in one.
        ("x" * 79 + " yz", "x" * 79),
        ("!!!", "item-7"),
        ("新聞", "xinwen"),
    ],
)
def test_the_address_as_the_names_of_files(title, slug):
    assert story_slug(title, AS_FILES, "7") == slug


def test_the_address_as_the_site_makes_it():
    assert story_slug("Ada's word " + "x" * 90, SlugRule(), "7") == "adas-word-" + "x" * 70
    assert story_slug("Ada's long words again", SlugRule(length=20), "7") == "adas-long-words"


@given(title=st.text(max_size=300), length=st.integers(20, 200), whole=st.booleans(), id=st.text())
@settings(max_examples=examples(200))
def test_every_title_has_an_address(title, length, whole, id):
    for divides in (True, False):
        slug = story_slug(
            title, SlugRule(length=length, whole_words=whole, apostrophe_divides=divides), id
        )
        assert is_slug(slug)
        assert len(slug) <= length


def test_endings_are_cut_off_titles_but_never_all_of_it():
    rules = RuleDocument(title_endings=("| The Wire", "- Wire"))
    ends = {"A port | the wire": "A port", "A port - Wire": "A port", "- Wire": "- Wire", "B": "B"}
    for title, expected in ends.items():
        item = ItemRecord(source=ITEM.source, external_id="7", title=title)
        assert story_title(item, rules) == expected


def test_an_item_without_a_title_has_the_first_words_of_its_text():
    item = ItemRecord(source=ITEM.source, external_id="7", body="The port opened.\nMore of it.")
    assert story_title(item, RuleDocument()) == "The port opened. More of it."


def test_the_description_is_the_first_words():
    assert len(story_description(ITEM, RuleDocument())) <= 200
    assert story_description(ITEM, RuleDocument(description_length=0)) == ""


def test_a_text_is_used_as_far_as_its_terms_allow():
    link = r"[The \*Wire\*](<https://wire.example/a(b)>)"
    assert story_body(ITEM, UsableText.FULL).count("port") == 40
    excerpt = story_body(ITEM, UsableText.EXCERPT)
    assert excerpt.endswith(link)
    assert len(excerpt) < 400
    assert story_body(ITEM, UsableText.LINK) == link
    assert 'href="https://wire.example/a(b)"' in render(link).html


def shown(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@given(
    st.lists(
        st.sampled_from(
            [
                "#",
                "1.",
                "1)",
                "-",
                "+",
                "*",
                "=",
                "===",
                "---",
                "|",
                "a|b",
                ":-|-:",
                ">",
                "<b>",
                "&amp;",
                "`",
                "[a](b)",
                "![a](b)",
                "[^1]:",
                "[^1]",
                "~~a~~",
                "_a_",
                "\\",
                "\n",
                "\n\n",
                "  ",
                "\t",
                "a",
                "https://x.y/z",
                "<!-- a -->",
                "<https://x.y>",
                "$a$",
                "{#a}",
                "- [ ]",
                "\u00a0",
                "a@b.cd",
                "12)",
                "://",
                "***",
                "***a***",
            ]
        )
    ).map("".join)
    | st.text(
        alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, blacklist_categories=("Cc",))
    )
)
@example("1986\\. A year.")
@example("    code")
@example("a\n\n\n    b")
@settings(max_examples=examples(500))
def test_a_text_is_shown_as_it_is(text):  # fmt: skip
    page = render(plain_markdown(text))
    assert shown(page.text) == shown(text)
    tags = set(re.findall(r"<(\w+)", page.html))
    assert tags <= {"p", "br"}
