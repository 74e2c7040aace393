"""A kept page is right until a change of its keys shows, and the clock ends it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.public.page_cache.kept_page import KeptPage
from articles.public.page_cache.known_changes import Change, KnownChanges
from tests.examples import examples

NOW = 1_000_000.0


def page(keys: str = "list:en article:7", sequence: int = 10, rendered: float = NOW) -> KeptPage:
    return KeptPage.of(
        b"", status_line="200 OK", headers=(), keys=keys, sequence=sequence,
        rendered_at=rendered, until=NOW + 10_000,
    )  # fmt: skip


def known(*changes: Change, now: float = NOW) -> KnownChanges:
    log = KnownChanges(0, 0.0)
    log.note([Change(10, "menu:uk", NOW - 100), *changes], now)
    return log


def test_a_page_is_right_while_nothing_of_it_changes():
    assert known().holds(page(), NOW)
    assert known(Change(11, "article:8", NOW)).holds(page(), NOW)
    assert known(Change(11, "list:en:2026-01", NOW)).holds(page(), NOW)


def test_a_change_of_one_of_its_keys_ends_a_page():
    for key in ("list:en", "article:7", "site"):
        assert not known(Change(11, key, NOW)).holds(page(), NOW), key


def test_a_page_that_was_rendered_after_a_change_shows_it():
    assert known(Change(11, "list:en", NOW)).holds(page(sequence=11), NOW)


def test_any_change_ends_the_answer_that_there_is_nothing():
    nothing = page("any")
    assert known().holds(nothing, NOW)
    assert not known(Change(11, "sitemap", NOW)).holds(nothing, NOW)


def test_a_change_ahead_ends_a_page_at_its_moment():
    log = known(Change(11, "list:en", NOW + 60))
    assert log.next_moment == NOW + 60
    old, new = page(), page(sequence=11)
    assert log.holds(old, NOW)
    assert log.holds(new, NOW)
    log.advance(NOW + 60)
    assert not log.holds(old, NOW + 60)
    # It was rendered when the change was known, and before it showed.
    assert not log.holds(new, NOW + 60)
    assert log.holds(page(sequence=11, rendered=NOW + 60), NOW + 60)


def test_a_change_that_was_written_while_a_page_was_rendered_ends_it():
    """Its time is that of the writing, which may be long before the commit."""
    assert not known(Change(11, "list:en", NOW - 30)).holds(page(rendered=NOW), NOW)


def test_a_clock_that_is_a_little_ahead_hides_no_change():
    log = known(Change(11, "list:en", NOW + 2))
    assert not log.holds(page(), NOW)
    assert log.holds(page(sequence=11), NOW)
    log.advance(NOW + 2)
    assert not log.holds(page(sequence=11), NOW + 2)


def test_the_clock_ends_a_page():
    assert known().holds(page(), NOW + 9_999)
    assert not known().holds(page(), NOW + 10_000)


def test_a_page_that_is_older_than_what_is_known_is_not_right():
    log = KnownChanges(5, NOW - 100)
    log.note([Change(6, "x", NOW - 50)], NOW)
    assert log.holds(page(sequence=5), NOW)
    assert not log.holds(page(sequence=4), NOW)
    assert not log.holds(page(sequence=5, rendered=NOW - 101), NOW)


def test_a_page_of_a_time_that_never_was_is_not_right():
    assert not known().holds(page(sequence=11), NOW)


def test_a_page_is_judged_once_for_each_change():
    log, kept = known(), page()
    assert log.holds(kept, NOW)
    log.note([Change(11, "list:en", NOW)], NOW)
    assert not log.holds(kept, NOW)
    assert not log.holds(kept, NOW)


keys = st.sampled_from(["a", "b", "site", "any"])
steps = st.lists(
    st.tuples(st.sampled_from(["write", "schedule", "render", "wait"]), keys, st.integers(1, 40)),
    max_size=30,
)


@given(steps)
@settings(max_examples=examples(300))
def test_a_page_is_right_if_and_only_if_no_change_of_it_showed_since(story):
    """By a plain model: a page ends when a row is committed or comes due, of which it has a key."""
    log, now, sequence = KnownChanges(0, 0.0), NOW, 0
    pages: list[tuple[KeptPage, set[str], bool]] = []
    due: list[tuple[float, str]] = []

    def end(key: str) -> None:
        for number, (kept, on, right) in enumerate(pages):
            ends = key in on or key == "site" or "any" in on
            pages[number] = (kept, on, right and not ends)

    for what, key, length in story:
        if what == "write":
            sequence += 1
            log.note([Change(sequence, key, now)], now)
            end(key)
        elif what == "schedule":
            sequence += 1
            # Beyond what clocks may differ by.
            due.append((now + 10 + length, key))
            log.note([Change(sequence, key, due[-1][0])], now)
        elif what == "render":
            pages.append((page(key, sequence, now), {key}, True))
        else:
            now += length
            for moment, due_key in sorted(due):
                if moment <= now:
                    end(due_key)
            due = [one for one in due if one[0] > now]
            log.advance(now)
        for kept, _on, right in pages:
            assert log.holds(kept, now) == (right and now < kept.until)
