"""Three values of a field: follow, keep, or conflict."""

from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.merge import FIELDS, changed_fields, compare_first_import, merge_records
from articles.front_matter.record import ArticleRecord
from tests.front_matter.strategies import article_records


def record(**values) -> ArticleRecord:
    return ArticleRecord(**({"title": "T", "lang": "en", "slug": "t", "draft": True} | values))


@given(st.tuples(*[st.sampled_from("abc")] * 3), st.sampled_from(["title", "description", "body"]))
def test_every_case_of_three_values(values, field):
    was, new, has = values
    found = merge_records(*(record(**{field: value}) for value in values))
    follows, conflicts = field in found.follow, bool(found.conflicts)
    assert follows == (new != was and has == was)
    assert conflicts == (new != was and has not in (was, new))


@given(st.tuples(*[st.sampled_from("abc")] * 3))
def test_what_both_came_to_say_is_agreed(values):
    was, new, has = values
    found = merge_records(*(record(title=value) for value in values))
    assert ("title" in found.agreed) == (new == has != was)


@given(st.tuples(*[st.sampled_from([0, 1, 2])] * 3))
def test_pinning_is_the_desks_and_never_a_conflict(values):
    was, new, has = values
    found = merge_records(*(record(sticky_weight=value) for value in values))
    assert not found.conflicts
    assert ("sticky_weight" in found.follow) == (new != was and has == was)


def test_fields_are_compared_each_for_itself():
    found = merge_records(
        record(title="a", body="a", description="a"),
        record(title="b", body="a", description="b"),
        record(title="a", body="c", description="c"),
    )
    assert found.follow == {"title"}
    (conflict,) = found.conflicts
    assert (conflict.field, conflict.base, conflict.theirs, conflict.ours) == (
        "description", "a", "b", "c",
    )  # fmt: skip


def test_spelling_that_the_database_shares_says_nothing():
    one = record(
        category="PORTS", tags=["US", "Harbour"], source={"name": "A", "key": "k", "type": "RSS"}
    )
    other = record(
        category="Ports", tags=["us", "HARBOUR"], source={"name": "B", "key": "k", "type": "API"}
    )
    assert not changed_fields(one, other)
    assert changed_fields(
        one, record(category="Ports", tags=["Harbour", "us"], source=one.source)
    ) == {"tags"}


@given(article_records())
def test_a_record_does_not_differ_from_itself(one):
    assert not changed_fields(one, one)
    assert merge_records(one, one, one).follow == frozenset()


def test_every_field_of_the_record_but_its_identity_is_compared():
    # What is below `newsroom` is compared with the cover, and with the unknown keys.
    others = {"lang", "external_id", "newsroom"}
    assert set(FIELDS) - {"extra"} == set(ArticleRecord.model_fields) - others


def test_an_article_of_the_desk_follows_nothing():
    found = compare_first_import(record(title="theirs"), record(title="ours"))
    assert not found.follow
    assert [conflict.field for conflict in found.conflicts] == ["title"]


def test_times_of_two_sides_that_do_not_go_together_are_a_conflict():
    base = record(published_at="2026-01-01T00:00:00Z", expires_at="2026-01-05T00:00:00Z")
    theirs = record(published_at="2026-01-01T00:00:00Z", expires_at="2026-01-02T00:00:00Z")
    ours = record(published_at="2026-01-03T00:00:00Z", expires_at="2026-01-05T00:00:00Z")
    found = merge_records(base, theirs, ours)
    assert "expires_at" not in found.follow
    assert [one.field for one in found.conflicts] == ["expires_at"]
    # One that goes together is followed.
    later = record(published_at="2026-01-01T00:00:00Z", expires_at="2026-01-04T00:00:00Z")
    assert "expires_at" in merge_records(base, later, ours).follow
