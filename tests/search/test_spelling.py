"""Words that are one slip apart."""

import pytest

from articles.search.spelling import similar_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "slip",
    ["arbour", "hrbour", "habour", "harour", "harbur", "harbor", "harbou", "xharbour", "harboury",
     "ahrbour", "harbuor", "hatbour", "harbout", "haarbour"],
)  # fmt: skip
def test_any_one_slip_is_found(make_article, slip):
    make_article("Harbour", body="")
    assert similar_words(slip) == ["harbour"]


def test_words_that_are_not_alike_are_not_near(make_article):
    make_article("Harbour harvest", body="")
    assert similar_words("harmless") == []
    assert similar_words("tram") == []


def test_the_likeliest_comes_first(make_article):
    make_article("Harbours harbour arbour", body="")
    assert similar_words("harbou")[0] == "harbour"


@pytest.mark.parametrize("word", ["", "abc", "20266", "x" * 25, "%" * 5, "'" * 5, "_" * 5])
def test_what_is_no_word_of_the_vocabulary_has_no_neighbours(make_article, word):
    make_article("Harbour 20265", body="")
    assert similar_words(word) == []
