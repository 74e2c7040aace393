"""A reviewer sees the original beside what readers get, and what of it the original supports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.original_words import OriginalText
from articles.claims.support import compare
from articles.editorial.review.sheet import make_sheet, sheet_of
from articles.models import Article, UpstreamItem

TEXTS = st.lists(
    st.sampled_from(["😀 ", "$5", " million ", "Ada Okoro", ", ", "так ", "\n\n", "- ", "## "])
).map("".join)


@given(TEXTS, TEXTS)
def test_the_parts_are_the_text_and_places_are_those_of_browsers(text, body):
    article, item = Article(body=text, lang="en"), UpstreamItem(title="A", body=body)
    support = compare(text, "en", OriginalText("A", body))
    sheet = make_sheet(article, item, support)
    parts = [part for block in sheet.blocks for part in block.parts]
    assert "".join(part.text for part in parts) == text
    units = text.encode("utf-16-le")
    for part in parts:
        if part.kind:
            assert units[2 * part.start : 2 * part.end].decode("utf-16-le") == part.text
    marked = "".join(
        part.text for block in sheet.blocks if block.is_unsupported for part in block.parts
    )
    unsupported = [one for one in support.paragraphs if not one.is_supported]
    assert marked == "".join(text[one.start : one.end] for one in unsupported)
    assert "".join(part.text for part in sheet.original.body) == body
    assert sum(bool(part.number or part.place) for part in parts) == len(
        [*support.supported, *support.unsupported]
    )


def test_a_claim_within_another_one_leads_to_its_place():
    text = "The SEC Chair Gary Gensler spoke. The SEC agreed."
    original = "SEC Chair Gary Gensler sues"
    support = compare(text, "en", OriginalText(original))
    article, item = Article(body=text, lang="en"), UpstreamItem(title=original)
    sheet = make_sheet(article, item, support)
    places = [part.place for block in sheet.blocks for part in block.parts if part.place]
    assert len(places) == 2
    assert {*places} == {part.place for part in sheet.original.title if part.place}


@pytest.fixture
def made(make_article, make_original, source):
    make_original("7", title="A deal", body="It cost $5 million, said Bo Lind.")
    return make_article(
        ai={"rewritten": True}, source=source, external_id="7", description="For $6 million.",
        body="It cost $5 million and $6 million.\n\nAnother $6 million may follow.",
    )  # fmt: skip


def sheet(article: Article):
    return sheet_of(Article.objects.for_export().get(pk=article.pk))


@pytest.mark.django_db
def test_the_original_supports_a_claim_and_the_summary_does_not(made):
    found = sheet(made)
    assert found.claims == ["$6 million"]
    parts = [part for block in found.blocks for part in block.parts]
    assert [part.number for part in parts if part.number] == [1, 1]
    (supported,) = (part for part in parts if part.place)
    (passage,) = (part for part in found.original.body if part.place)
    assert (supported.text, passage.text) == ("$5 million", "$5 million")
    assert supported.place == passage.place


@pytest.mark.django_db
def test_a_paragraph_without_support_is_marked_whole(made):
    marked = [block for block in sheet(made).blocks if block.is_unsupported]
    assert ["".join(part.text for part in block.parts) for block in marked] == [
        "Another $6 million may follow."
    ]


@pytest.mark.django_db
def test_without_an_original_nothing_supports_anything(make_article):
    article = make_article(description="For $5 million.", body="It cost $5 million.")
    found = sheet(article)
    assert found.original is None
    assert found.claims == ["$5 million"]
    assert found.file == ""


@pytest.mark.django_db
def test_translations_share_an_original(made, make_article, source):
    other = make_article(
        lang="uk", ai={"translatedFrom": "7"}, source=source, external_id="7", body="За $5 млн."
    )
    assert sheet(other).claims == []
    assert sheet(other).original.item == sheet(made).original.item


@pytest.mark.django_db
def test_the_file_is_shown_as_it_came(import_document, example):
    article = import_document(example).article
    assert sheet(article).file == example.decode()


@pytest.mark.django_db
def test_opening_it_finds_the_claims_at_once(made):
    assert made.support is None
    sheet(made)
    stored = Article.objects.get(pk=made.pk)
    assert stored.claims == {"money": 1}
    assert stored.support["has_original"]
    assert stored.version == made.version
    assert 0 < stored.risk < made.risk
