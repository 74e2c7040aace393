"""Rows of the menu: what is typed becomes entries, and entries become what one would type."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.admin.site_settings.entries import EntriesField, typed_rows
from articles.models import Author, Page, Tag
from articles.models.menu_entry import MAX_ENTRIES, EntryKind
from tests.examples import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    return EntriesField(list(EntryKind))


def row(kind: str, what: str, place: str = "", **labels: str) -> dict[str, str]:
    return {"kind": kind, "what": what, "place": place} | {
        f"label_{code}": label for code, label in labels.items()
    }


def posted(rows: list[dict[str, str]]) -> dict[str, str]:
    """What a browser sends of these rows."""
    return {
        f"menu-{number}-{name}": value
        for number, one in enumerate(rows)
        for name, value in one.items()
    }


def test_each_kind_is_found_by_the_words_that_people_know(field, category):
    tag, author = Tag.for_words(["Sea ports"])["sea ports"], Author.for_names(["Ada Reyes"])
    Page.objects.create(lang="en", slug="imprint", title="Who we are")
    cases = [
        ("category", "Energy", category.pk), ("category", "energy", category.pk),
        ("category", "ENERGY", category.pk), ("tag", "SEA PORTS", tag.pk),
        ("tag", "sea-ports", tag.pk), ("author", "Ada Reyes", author["ada reyes"].pk),
        ("page", "imprint", "imprint"), ("page", "Who we are", "imprint"),
        ("address", "/en/archive/?x=1#y", "/en/archive/?x=1#y"),
        ("address", "https://example.org/", "https://example.org/"),
    ]  # fmt: skip
    wrong = [
        case
        for case in cases
        if field.clean([row(case[0], case[1], en="Words")])[0]["target"] != case[2]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("category", "Nowhere"), ("tag", "nothing"), ("author", "nobody"), ("page", "none"),
        ("category", ""), ("what", "Energy"), ("", "Energy"),
        ("address", "javascript:alert(1)"), ("address", "//evil.example.org/"), ("address", "/\\evil"),
        ("address", "data:text/html,x"), ("address", "http://localhost/"), ("address", "/a b"),
        ("heading", ""), ("heading", "x" * 61), ("category", "x" * 501), ("tag", "a\u202eb"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_refused_with_its_row(field, kind, what):
    good = row("address", "/en/", en="Home")
    labels = {} if kind == "heading" else {"en": "Words"}
    with pytest.raises(ValidationError, match="Row 2: "):
        field.clean([good, row(kind, what, **labels)])


def test_all_wrong_rows_are_told_at_once(field):
    with pytest.raises(ValidationError) as caught:
        field.clean([row("tag", "none"), row("address", "/x/"), row("page", "none", place="ten")])
    assert [message[:6] for message in caught.value.messages] == ["Row 1:", "Row 2:", "Row 3:"]


def test_an_address_needs_words(field):
    with pytest.raises(ValidationError, match="Write words for readers in English"):
        field.clean([row("address", "/x/", uk="Слова")])


def test_places_order_the_rows_and_rows_without_one_come_last(field):
    rows = [
        row("heading", word, place)
        for word, place in (("c", ""), ("b", "20"), ("a", "5"), ("d", ""), ("bb", "20"))
    ]
    assert [one["labels"]["en"] for one in field.clean(rows)] == ["a", "b", "bb", "c", "d"]


def test_an_emptied_row_takes_its_entry_away(field):
    sent = posted([row("tag", "", "10"), row("heading", "A", "20"), row("category", " ", "30")])
    typed = field.widget.value_from_datadict(sent, {}, "menu")
    assert [one["what"] for one in typed] == ["A"]


def test_more_entries_than_anybody_reads_are_refused(field):
    rows = [row("heading", f"H{number}") for number in range(MAX_ENTRIES + 1)]
    with pytest.raises(ValidationError):
        field.clean(rows)
    assert len(field.clean(rows[1:])) == MAX_ENTRIES


def test_what_is_gone_since_is_not_offered_again(field):
    tag = Tag.objects.create(name="Sea", slug="sea")
    stored = field.clean([row("tag", "Sea"), row("heading", "A")])
    tag.delete()
    assert [one["what"] for one in field.prepare_value(stored)] == ["A"]


_WORDS = st.text("abc дежз", min_size=1, max_size=9).filter(str.strip)
_ROWS = st.lists(
    st.one_of(
        st.builds(row, st.just("heading"), _WORDS, uk=_WORDS),
        st.builds(row, st.just("address"), st.sampled_from(["/a/", "/b/?c"]), en=_WORDS),
    ),
    max_size=8,
)


@given(_ROWS)
@settings(max_examples=examples(60))
def test_entries_that_are_saved_as_they_are_stay_the_same(rows):
    field = EntriesField(list(EntryKind))
    stored = field.clean(rows)
    sent = posted(typed_rows(stored))
    assert field.clean(field.widget.value_from_datadict(sent, {}, "menu")) == stored
    assert not field.has_changed(stored, field.widget.value_from_datadict(sent, {}, "menu"))


def test_a_site_with_many_rows_asks_few_questions(field, django_assert_num_queries):
    tags = [Tag.objects.create(name=f"T{n}", slug=f"t{n}") for n in range(20)]
    stored = field.clean([row("tag", tag.name) for tag in tags])
    # The tags, and the sections and pages that are offered.
    with django_assert_num_queries(3):
        html = field.widget.render("menu", field.prepare_value(stored), {"id": "id_menu"})
    assert "T0" in html
    assert "T19" in html
