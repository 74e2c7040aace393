"""Passages of two texts: every difference is told, and one is put back without the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.editorial.passages import changed_passages, with_passage

OLD = "One.\n\nTwo.\n\nThree.\n\nFour.\n"
texts = st.lists(st.sampled_from(["a", "b", "c\nd", "- e\n- f", "g"]), max_size=6).map("\n\n".join)


def said(new: str) -> list[tuple[str, str]]:
    return [(one.before, one.now) for one in changed_passages(OLD, new)]


@pytest.mark.parametrize(
    ("new", "differences"),
    [
        (OLD, []),
        ("One.\n\nTWO.\n\nTHREE.\n\nFour.\n", [("Two.", "TWO."), ("Three.", "THREE.")]),
        ("One.\n\nThree.\n\nFour.\n", [("Two.", "")]),
        ("One.\n\nTwo.\n\nNew.\n\nThree.\n\nFour.\n", [("", "New.")]),
        ("", [(word, "") for word in ("One.", "Two.", "Three.", "Four.")]),
    ],
)
def test_each_difference_is_a_passage(new, differences):
    assert said(new) == differences


def test_one_passage_is_put_back_and_the_others_stay():
    new = "One.\n\nThree.\n\nFOUR.\n\nAdded.\n"
    lost, changed = changed_passages(OLD, new)
    back = with_passage(OLD, new, lost.number)
    assert back == "One.\n\nTwo.\n\nThree.\n\nFOUR.\n\nAdded.\n"
    assert with_passage(OLD, new, changed.number) == "One.\n\nThree.\n\nFour.\n"


def test_what_is_no_difference_puts_nothing_back():
    assert with_passage(OLD, OLD, 0) is None
    assert with_passage(OLD, "New.", 99) is None
    many = "\n\n".join(map(str, range(500)))
    assert changed_passages(many, "0") == []


@given(old=texts, new=texts)
def test_putting_everything_back_one_by_one_gives_the_older_text(old, new):
    for _step in range(20):
        passages = changed_passages(old, new)
        if not passages:
            break
        new = with_passage(old, new, passages[0].number)
    assert new.strip() == old.strip()
