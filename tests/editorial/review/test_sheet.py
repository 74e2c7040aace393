"""A reviewer sees what upstream said beside what readers get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.extraction import extract_claims
from articles.editorial.review.sheet import _pieces, sheet_of
from articles.models import Article

TEXTS = st.lists(st.sampled_from(["😀 ", "$5", " million ", "Ada Okoro", ", ", "так "])).map(
    "".join
)


@given(TEXTS)
def test_the_pieces_are_the_text_and_places_are_those_of_browsers(text):
    pieces = list(_pieces(text, extract_claims(text)))
    assert "".join(piece.text for piece in pieces) == text
    units = text.encode("utf-16-le")
    for piece in pieces:
        if piece.number:
            assert units[2 * piece.start : 2 * piece.end].decode("utf-16-le") == piece.text


@pytest.mark.django_db
def test_the_facts_are_upstreams_also_after_the_desk_changed_them(import_document, example):
    article = import_document(example).article
    theirs = article.title
    article.title = "Ours, for $5 million"
    article.body = "It cost $5 million. Again: $5 million."
    article.save()
    sheet = sheet_of(Article.objects.for_export().get(pk=article.pk))
    assert sheet.facts.title == theirs
    assert sheet.facts.file == example.decode()
    assert sheet.claims == ["$5 million"]
    assert [piece.number for piece in sheet.pieces if piece.number] == [1, 1]


@pytest.mark.django_db
def test_a_story_of_our_own_is_compared_with_its_summary(make_article):
    article = make_article(description="For $5 million.", body="It cost $5 million and $6 million.")
    sheet = sheet_of(Article.objects.for_export().get(pk=article.pk))
    assert sheet.claims == ["$6 million"]
    assert sheet.facts.file == ""
