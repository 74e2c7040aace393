"""Passages that repeat the original word for word, and quotations that stand in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.claims.quotations import plain_quotation, stands_in
from articles.claims.verbatim import longest_shared_run, shared_runs
from tests.examples import examples

WORDS = st.lists(st.sampled_from(["port", "crane", "ship", "tide", "quay"]), max_size=40)


def naive(text: list[str], original: list[str], least: int) -> set[int]:
    """Places of words of `text` that lie in a shared run of `least`."""
    known = {tuple(original[i : i + least]) for i in range(len(original) - least + 1)}
    return {
        place
        for i in range(len(text) - least + 1)
        if tuple(text[i : i + least]) in known
        for place in range(i, i + least)
    }


@settings(max_examples=examples(200), deadline=None)
@given(WORDS, WORDS)
def test_exactly_the_shared_words_are_found(text, original):
    joined = " ".join(text)
    covered = set()
    for run in shared_runs(joined, ", ".join(original).upper(), 3):
        before = len(joined[: run.start].split())
        covered |= set(range(before, before + run.words))
        assert joined[run.start : run.end].split() == text[before : before + run.words]
    assert covered == naive(text, original, 3)


def test_punctuation_and_case_do_not_count():
    original = (
        "“The harbour,” she said, “opened at noon on Monday after a long storm in March 2026.”"
    )
    text = (
        "Reported: the harbour she said opened at noon on monday after a long storm in march 2026!"
    )
    run = longest_shared_run(text, original)
    assert run is not None
    assert run.words == 16
    assert longest_shared_run(text, "Nothing of it.") is None


def test_a_quotation_stands_in_the_original_in_other_marks():
    original = plain_quotation("He said: “We’re open” —\nsince Monday.")
    for sentence in ('"We\'re open" - since Monday', "he said: «We’re open».", "open"):
        assert stands_in(sentence, original), sentence
    for sentence in ("", ".", "on", "We are open"):
        assert not stands_in(sentence, original), sentence
