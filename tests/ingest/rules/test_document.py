"""Rules are read whole or not at all, and every wrong one is told with its key."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingest.rules.document import RuleDocument, read_rules
from tests.examples import examples

EXAMPLE = Path(__file__).parents[3] / "fixtures" / "rules.json"


def problems_of(values) -> dict[str, str]:
    document, problems = read_rules(values)
    assert document is None
    return {problem.key: problem.message for problem in problems}


def test_the_example_is_valid_and_comes_back_as_it_is():
    values = json.loads(EXAMPLE.read_text())
    document, problems = read_rules(values)
    assert not problems
    assert document.as_json() == values


def test_no_rules_at_all_are_rules():
    assert read_rules({})[0] == RuleDocument()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"freshDays": -1}, "freshDays"),
        ({"leftOut": "CRYPTO"}, "leftOut"),
        ({"leftOut": [""]}, "leftOut"),
        ({"leftOut": ["x" * 101]}, "leftOut"),
        ({"leftOut": ["a"] * 1001}, "leftOut"),
        ({"drop": {"title": ["$$"]}}, "drop.title"),
        ({"drop": {"colour": []}}, "drop.colour"),
        ({"slug": {"length": 5}}, "slug.length"),
        ({"aliases": {"A": ""}}, "aliases"),
        ({"aliases": ["A"]}, "aliases"),
        ({"aliases": {"A": "B", "b": "C"}}, "aliases"),
        ({"sources": [{"host": "no host", "key": "a", "name": "A"}]}, "sources[0].host"),
        ({"sources": [{"host": "a.example", "key": "..", "name": "A"}]}, "sources[0].key"),
        ({"sources": [{"host": "a.example", "key": "a", "name": "A", "trust": "x"}]}, "sources[0].trust"),
        ({"unheard": 1}, "unheard"),
        ({"format": 2}, "format"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_told_with_its_key(values, key):
    assert key in problems_of(values)


def test_all_wrong_rules_are_told_at_once():
    assert set(problems_of({"freshDays": "x", "mostTags": 500})) == {"freshDays", "mostTags"}


def test_an_alias_of_an_alias_is_refused_with_what_to_write():
    _document, problems = read_rules({"aliases": {"ETHER": "ETH", "eth": "Ethereum"}})
    assert problems[0].hint == "Write “Ethereum” for both."
    # In a circle, too; a word that stands for itself is none.
    assert read_rules({"aliases": {"A": "B", "B": "A"}})[0] is None
    assert read_rules({"aliases": {"A": "a"}})[0]


words = st.lists(st.text(min_size=1, max_size=20), max_size=6)


@given(
    values=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["drop", "title", "leftOut", "aliases", "sources", "slug", "host"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=examples(200))
def test_whatever_stands_there_is_rules_or_problems(values):
    document, problems = read_rules(values)
    assert bool(document) != bool(problems)
    if document:
        assert read_rules(document.as_json()) == (document, [])
