"""What a process knows of the log is what the database has, whatever happened meanwhile."""

import datetime as dt

import pytest
import time_machine
from django.db import Error, connection

from articles.models import PublicChange
from articles.public.page_cache import log_reader
from articles.public.page_cache.kept_page import KeptPage
from articles.public.page_cache.known_changes import Change
from articles.public.page_cache.log_reader import LogReader, read_head

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
NOW = START.timestamp()
HOUR = 3600.0


def append(*keys: str, seconds: float = 0.0) -> None:
    """Rows whose changes show so many seconds from the start on."""
    PublicChange.append({START + dt.timedelta(seconds=seconds): keys})


def rendered(log: LogReader, keys: str = "list:en", at: float = NOW) -> KeptPage:
    return KeptPage.of(
        b"", status_line="200 OK", headers=(), keys=keys, sequence=log.head.sequence,
        rendered_at=at, until=NOW + 90 * HOUR,
    )  # fmt: skip


class Reader(LogReader):
    """A reader that counts its breaks."""

    def __init__(self, stored: Change | None = None) -> None:
        self.breaks = 0
        super().__init__(lambda: stored, self._count)

    def _count(self) -> None:
        self.breaks += 1


@pytest.fixture
def log() -> Reader:
    append("menu:en", seconds=-60)
    reader = Reader()
    reader.look(NOW)
    return reader


def test_the_head_is_the_id_of_the_newest_row():
    assert read_head() == 0
    append("a", "b")
    assert read_head() == PublicChange.objects.head() > 0


def test_a_look_costs_no_query_of_djangos_while_nothing_changes(log, django_assert_num_queries):
    """And the look at the head goes past it."""
    with django_assert_num_queries(0):
        for second in range(100):
            log.look(NOW + second)
    append("list:uk")
    with django_assert_num_queries(1):
        log.look(NOW + 100)
        log.look(NOW + 101)


def test_a_change_is_known_at_the_next_look(log):
    page = rendered(log)
    assert log.holds(page, NOW)
    append("list:en")
    log.look(NOW)
    assert not log.holds(page, NOW)
    assert log.holds(rendered(log), NOW)


def test_a_change_ahead_shows_at_its_moment_without_a_write(log):
    append("list:en", seconds=60)
    log.look(NOW)
    page = rendered(log)
    log.look(NOW + 59)
    assert log.holds(page, NOW + 59)
    log.look(NOW + 60)
    assert not log.holds(page, NOW + 60)


def test_a_new_process_knows_what_came_before_it(log):
    """Pages of others are judged as by themselves."""
    old = rendered(log)
    append("list:en")
    append("list:uk", seconds=30)
    log.look(NOW)
    new, uk = rendered(log), rendered(log, "list:uk")
    other = Reader()
    other.look(NOW + 10)
    assert [other.holds(page, NOW + 10) for page in (old, new, uk)] == [False, True, True]
    other.look(NOW + 30)
    assert [other.holds(page, NOW + 30) for page in (old, new, uk)] == [False, True, False]


def test_a_new_process_reads_so_many_rows_and_trusts_no_older_page(log, monkeypatch):
    monkeypatch.setattr(log_reader, "FIRST_ROWS", 5)
    old = rendered(log, "menu:ar")
    append("list:uk", seconds=30)
    log.look(NOW)
    scheduled = rendered(log, "list:uk")
    for _ in range(5):
        append("menu:uk")
    log.look(NOW)
    new = rendered(log, "menu:ar")
    other = Reader()
    other.look(NOW + 10)
    assert [other.holds(page, NOW + 10) for page in (old, scheduled, new)] == [False, True, True]
    # Older than the rows, but not forgotten.
    other.look(NOW + 30)
    assert not other.holds(scheduled, NOW + 30)


def test_a_process_that_slept_reads_all_anew(log):
    page = rendered(log)
    other = rendered(log, "list:uk")
    append("list:en")
    # Pruned meanwhile, but for the newest.
    append("menu:uk")
    PublicChange.objects.filter(key="list:en").delete()
    log.look(NOW + 50 * HOUR)
    assert not log.holds(page, NOW + 50 * HOUR)
    assert not log.holds(other, NOW + 50 * HOUR)
    assert log.holds(rendered(log, at=NOW + 50 * HOUR), NOW + 50 * HOUR)


def test_a_clock_that_goes_back_hides_no_change(log):
    page = rendered(log, at=NOW - HOUR)
    log.look(NOW - HOUR)
    assert log.holds(page, NOW - HOUR)
    append("list:en", seconds=-HOUR)
    log.look(NOW - HOUR)
    assert not log.holds(page, NOW - HOUR)


def test_a_log_that_was_set_back_forgets_all(log):
    for _ in range(3):
        append("menu:uk")
    log.look(NOW)
    page = rendered(log)
    # A backup from before is restored, and the site goes on from there.
    PublicChange.objects.filter(pk__gt=log.head.sequence - 2).delete()
    log.look(NOW)
    assert log.breaks == 1
    assert not log.holds(page, NOW)


def test_a_log_that_was_set_back_and_grew_again_forgets_all(log):
    append("menu:uk")
    log.look(NOW)
    head = log.head
    PublicChange.objects.filter(pk=head.sequence).delete()
    moment = START + dt.timedelta(seconds=5)
    PublicChange.objects.create(pk=head.sequence, key="menu:uk", moment=moment)
    append("menu:uk", seconds=6)
    log.look(NOW + 10)
    assert log.breaks == 1


def test_pages_of_a_store_are_of_this_log(log):
    """A store outlives a process, and may be of a database that was there before."""
    same, other = Reader(log.head), Reader(log.head._replace(moment=NOW - 1))
    for reader in (same, other, Reader(Change(log.head.sequence + 1, "x", NOW))):
        reader.look(NOW)
    assert (same.breaks, other.breaks) == (0, 1)
    assert reader.breaks == 1


def test_pruning_changes_nothing(log):
    append("menu:uk")
    log.look(NOW)
    page = rendered(log)
    PublicChange.objects.exclude(pk=PublicChange.objects.head()).delete()
    log.look(NOW + 1)
    append("list:uk")
    log.look(NOW + 2)
    assert log.breaks == 0
    assert log.holds(page, NOW + 2)


def test_the_first_change_after_quiet_days_forgets_only_what_it_ends():
    """With it the row is pruned that was the head all the time."""
    append("menu:en", seconds=-100 * HOUR)
    old = Reader()
    old.look(NOW)
    kept, ended = rendered(old, "list:uk"), rendered(old, "list:en")
    stored = old.head
    append("list:en")
    with time_machine.travel(START):
        PublicChange.objects.prune()
    assert PublicChange.objects.count() == 1
    for log in (old, Reader(stored)):
        log.look(NOW + 1)
        assert log.breaks == 0
        assert [log.holds(page, NOW + 1) for page in (kept, ended)] == [True, False]


def test_more_rows_than_one_reads_make_pages_old(log, monkeypatch):
    monkeypatch.setattr(log_reader, "MOST_ROWS", 10)
    monkeypatch.setattr(log_reader, "FIRST_ROWS", 5)
    page = rendered(log)
    append(*(f"article:{number}" for number in range(20)))
    log.look(NOW)
    assert log.breaks == 0
    assert not log.holds(page, NOW)
    assert log.holds(rendered(log), NOW)


def test_what_is_known_stays_small(log, monkeypatch):
    monkeypatch.setattr(log_reader, "MOST_KNOWN", 50)
    monkeypatch.setattr(log_reader, "FIRST_ROWS", 10)
    for number in range(200):
        append(f"article:{number}")
        log.look(NOW)
        page = rendered(log)
        assert log.holds(page, NOW)
    assert len(log._known) <= 60


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the error is SQLite's")
def test_a_database_that_does_not_answer_is_an_error_of_djangos(log):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publicchange RENAME TO gone")
    try:
        with pytest.raises(Error):
            log.look(NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO articles_publicchange")
