"""What the rules make of an item: section, tags, language, freshness, and why there is no story."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.front_matter.files import dump
from articles.front_matter.record import SourceRecord
from articles.ingest.item_record import ItemRecord, read_record
from articles.ingest.rules.apply import RuleBook, RuleDecision, RuleOutcome, story_record
from articles.ingest.rules.document import RuleDocument, read_rules
from articles.ingest.rules.words import RuleWords
from articles.lib.text import fold
from articles.rendering.usable_text import UsableText
from tests.examples import examples
from tests.ingest.rules.test_document import EXAMPLE

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SOURCE = SourceRecord(name="Harbour Wire", key="harbour_wire_", kind="RSS")
ITEM = ItemRecord(
    source=SOURCE,
    external_id="70010001",
    title="Port Fund Triples Its Bitcoin Bet",
    body="The fund more than tripled its position in the third quarter.",
    categories=("FIAT", "BTC", "CRYPTOCURRENCY"),
    keywords=("Bitcoin", "Port news", "bitcoin", "btc"),
    lang="en",
    sentiment="NEGATIVE",
    score=0,
    published_at=NOW,
)


def rules(**values) -> RuleDocument:
    document, problems = read_rules(values)
    assert document, problems
    return document


EXAMPLE_RULES = rules(**json.loads(EXAMPLE.read_text()))


def applied(document: RuleDocument = EXAMPLE_RULES, **columns) -> RuleDecision:
    return RuleBook(document, ["en", "uk", "pt-br"]).apply(replace(ITEM, **columns), NOW)


def why(document: RuleDocument = EXAMPLE_RULES, **columns) -> tuple[str, str, str]:
    decision = applied(document, **columns)
    assert decision.values is None
    return str(decision.outcome), decision.reason, decision.word


# Items with the peculiarities of a real feed, and what its files' front matter has.
@pytest.mark.parametrize(
    ("categories", "keywords", "category", "tags"),
    [
        # No keywords at all; what is left out is neither tag nor section.
        (["BTC", "FIAT", "CRYPTOCURRENCY"], [], "BTC", ["BTC", "FIAT"]),
        # No section of the priority: the first. Keywords come in their own case.
        (
            ["EXCHANGE", "BNB", "CRYPTOCURRENCY"], ["Finance", "Tokenization", "News"],
            "EXCHANGE", ["EXCHANGE", "BNB", "FINANCE", "TOKENIZATION", "NEWS"],
        ),
        # The priority counts, not the order; MARKET and MARKETS are two words.
        (
            ["XRP", "MARKET", "BTC"], ["Markets", "Ether", "Bitcoin", "XRP", "Technical Analysis", "Markets"],
            "BTC", ["XRP", "MARKET", "BTC", "MARKETS", "ETHER", "BITCOIN", "TECHNICAL ANALYSIS"],
        ),
        # A word again in another case.
        (
            ["BTC", "ETH"], ["Bitcoin", "Bear market", "bitcoin", "btc", "btcusd", "crypto"],
            "BTC", ["BTC", "ETH", "BITCOIN", "BEAR MARKET", "BTCUSD", "CRYPTO"],
        ),
        (["MARKET", "TRADING", "ZRX"], [""], "MARKET", ["MARKET", "TRADING", "ZRX"]),
        (["FIAT"], ["Law and Order"], "FIAT", ["FIAT", "LAW AND ORDER"]),
        ([], [], "", []),
    ],
)  # fmt: skip
def test_section_and_tags_by_the_example_rules(categories, keywords, category, tags):
    values = applied(categories=tuple(categories), keywords=tuple(keywords)).values
    assert (values.category, list(values.tags)) == (category, tags)


def test_a_section_that_comes_twice_is_first_where_it_came_first():
    document = rules(aliases={"BITCOIN": "BTC"})
    for categories in (("BTC", "MARKETS", "btc"), ("Bitcoin", "Markets", "BTC")):
        assert applied(document, categories=categories).values.category == "BTC"


def test_the_values_of_a_file():
    values = applied().values
    assert values.published_at == NOW
    assert (values.source, values.external_id) == (SOURCE, "70010001")
    assert (values.sentiment, values.score, values.lang) == ("NEGATIVE", 0, "en")
    assert applied(sentiment="", score=None).values.sentiment is None


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"categories": ("BTC", "Sponsored")}, ("section", "SPONSORED")),
        ({"keywords": ("sponsored",)}, ("keyword", "SPONSORED")),
        ({"upstream_status": "DELETED"}, ("withdrawn", "DELETED")),
        ({"lang": "ja"}, ("language", "ja")),
    ],
)
def test_why_an_item_is_dropped(columns, reason):
    assert why(**columns) == ("dropped", *reason)


def test_a_word_of_the_title_drops_as_a_whole_word():
    drop = rules(drop={"title": ["price prediction", "Ad"]})
    assert why(drop, title="PRICE  PREDICTION: up") == ("dropped", "title", "price prediction")
    assert applied(drop, title="Prices, prediction; advert").values
    assert why(drop, title="An «ad».") == ("dropped", "title", "Ad")


def test_a_source_is_dropped_by_key_or_name():
    assert why(rules(drop={"sources": ["harbour wire"]})) == ("dropped", "source", "harbour wire")
    assert why(rules(drop={"sources": ["HARBOUR_WIRE_"]}))[1] == "source"


def test_older_items_are_kept_without_a_story():
    old = NOW - dt.timedelta(days=3, seconds=1)
    assert why(published_at=old) == ("old", "old", "3")
    assert applied(published_at=old + dt.timedelta(seconds=1)).values
    assert applied(rules(freshDays=0), published_at=old).values
    # Without a date nobody knows; a time ahead is no reason either.
    assert applied(published_at=None).values
    assert applied(published_at=NOW + dt.timedelta(days=9)).values


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "en"), ("uk-ua", "uk"), ("", "en"), ("pt-br", "pt-br"), ("ua", "uk"), ("EN-gb", "en")],
)
def test_the_language_is_one_of_the_site(lang, expected):
    assert applied(rules(languages={"UA": "uk"}), lang=lang).values.lang == expected


def test_aliases_stand_for_words_in_tags_and_section():
    document = rules(aliases={"Bitcoin": "BTC", "port news": "Ports"}, categoryPriority=["btc"])
    values = applied(document, categories=("FIAT", "Bitcoin")).values
    assert (values.category, values.tags) == ("BTC", ("FIAT", "BTC", "PORTS"))


def test_tags_may_come_of_either_list_and_keep_their_case():
    document = rules(tagsFromCategories=False, upperCase=False, mostTags=2)
    assert applied(document).values.tags == ("Bitcoin", "Port news")
    document = rules(tagsFromKeywords=False, defaultCategory="NEWS")
    assert applied(document).values.tags == ("FIAT", "BTC", "CRYPTOCURRENCY")
    assert applied(document, categories=()).values.category == "NEWS"


def test_a_record_of_a_story_is_a_draft_that_no_machine_wrote():
    record = story_record(ITEM, applied().values, UsableText.FULL)
    assert record.draft
    assert record.ai is None
    assert b"draft: true" in dump(record)


words = st.text(max_size=12) | st.sampled_from(
    ["BTC", "btc", "Bitcoin", "CRYPTOCURRENCY", "ı", "ß", "ﬁ", "ŉ", "\u200b", "a\u0301", "ǅ", "ſ"]
)
lists = st.lists(words, max_size=8)
documents = st.builds(
    lambda left_out, aliases, upper: read_rules(
        {
            "leftOut": [word for word in left_out if word.isalnum()],
            "aliases": {
                word: to for word, to in aliases.items() if word.isalnum() and to.isalnum()
            },
            "upperCase": upper,
        }
    )[0],
    lists,
    st.dictionaries(words, words, max_size=3),
    st.booleans(),
).filter(bool)


@given(document=documents, given_words=lists)
@example(document=RuleDocument(), given_words=["ı", "I", "i"])
@settings(max_examples=examples(300))
def test_tags_of_tags_are_the_same_tags_in_their_order(document, given_words):
    book = RuleWords(document)
    tags = book.tags(given_words)
    assert book.tags(tags) == tags
    assert len(set(map(fold, tags))) == len(tags)
    left_out = set(map(document.key_of, document.left_out))
    assert not left_out & set(map(fold, tags))
    if not document.aliases:
        # In the order of the words that gave them.
        order = [document.key_of(word) for word in given_words]
        places = [order.index(fold(tag)) for tag in tags]
        assert places == sorted(places)


@given(
    document=documents,
    categories=lists,
    keywords=lists,
    title=st.text(max_size=400),
    body=st.text(max_size=400),
    lang=st.sampled_from(["", "en", "uk", "ja"]),
    terms=st.sampled_from(UsableText),
)
@settings(max_examples=examples(200))
def test_every_decision_is_the_same_again_and_every_story_is_a_valid_record(
    document, categories, keywords, title, body, lang, terms
):
    if not (title.strip() or body.strip()):
        title = "A title"
    values = {
        "id": 7, "title": title, "body": body, "lang": lang, "keywords": keywords,
        "category_data": categories, "source_data": {"source_key": "wire", "name": "Wire"},
        "url": "https://wire.example/a", "published": 1_795_000_000,
    }  # fmt: skip
    item, _problems = read_record(values)
    if item is None:
        return
    book = RuleBook(document, ["en", "uk"])
    decision = book.apply(item, NOW)
    assert RuleBook(document, ["en", "uk"]).apply(item, NOW) == decision
    assert (decision.outcome == RuleOutcome.STORY) == (decision.values is not None)
    if decision.values:
        record = story_record(item, decision.values, terms)
        assert record.tags == decision.values.tags
        assert record.draft
