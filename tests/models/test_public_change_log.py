"""The public change log: a head that never goes back, and an order that is that of the commits."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.models import PublicChange, Tag
from articles.models import public_change_log as log

HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)

many_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="has one writer at a time anyway"
)


def rows() -> list[tuple[str, dt.datetime]]:
    return list(PublicChange.objects.order_by("pk").values_list("key", "moment"))


@pytest.mark.django_db
class TestReading:
    def test_an_empty_log_has_the_head_0(self):
        assert PublicChange.objects.head() == 0

    def test_the_head_is_the_newest_row(self, django_assert_num_queries):
        PublicChange.append({NOW: ["a", "b"]})
        with django_assert_num_queries(1):
            head = PublicChange.objects.head()
        assert PublicChange.objects.get(pk=head).key == "b"

    def test_rows_after_a_sequence_come_in_their_order(self):
        PublicChange.append({NOW: ["a"]})
        seen = PublicChange.objects.head()
        PublicChange.append({NOW: ["c", "b"]})
        assert [row.key for row in PublicChange.objects.after(seen)] == ["c", "b"]
        assert not PublicChange.objects.after(PublicChange.objects.head())

    def test_rows_since_a_time_are_those_that_show_then_or_later(self):
        PublicChange.append({NOW - HOUR: ["a"], NOW: ["b"], NOW + HOUR: ["c"]})
        assert [row.key for row in PublicChange.objects.since(NOW)] == ["b", "c"]


@pytest.mark.django_db
class TestAppending:
    def test_each_key_is_appended_once_a_moment_by_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            PublicChange.append({NOW: ["a", "b", "a"], NOW + HOUR: ["a"]})
        assert rows() == [("a", NOW), ("b", NOW), ("a", NOW + HOUR)]

    def test_no_keys_are_no_query(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            PublicChange.append({NOW: []})

    def test_a_commit_is_announced_and_nothing_else(self, django_capture_on_commit_callbacks):
        heads = []

        def receive(**kwargs):
            heads.append(PublicChange.objects.head())
            raise ValueError("a receiver fails")

        log.changes_committed.connect(receive)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                PublicChange.append({NOW: ["a"]})
                PublicChange.append({NOW: []})
                assert not heads
        finally:
            log.changes_committed.disconnect(receive)
        assert heads == [PublicChange.objects.head()]

    def test_old_rows_go_once_in_a_while_after_a_commit(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(log, "_pruned_at", -log._PRUNE_EVERY)
        with django_capture_on_commit_callbacks(execute=True):
            PublicChange.append({NOW - 9999 * HOUR: ["old"], timezone.now(): ["a"]})
            PublicChange.append({NOW - 9999 * HOUR: ["old, too"], timezone.now(): ["b"]})
        assert [key for key, _moment in rows()] == ["a", "b"]
        with django_capture_on_commit_callbacks(execute=True):
            PublicChange.append({NOW - 9999 * HOUR: ["old"], timezone.now(): ["c"]})
        assert [key for key, _moment in rows()] == ["a", "b", "old", "c"]


@pytest.mark.django_db
class TestPruning:
    def test_what_showed_lately_or_will_show_stays(self, settings):
        settings.PUBLIC_CHANGES_DAYS = 2
        now = timezone.now()
        moments = [now - 49 * HOUR, now - 47 * HOUR, now, now + 9999 * HOUR]
        PublicChange.append({moment: [str(number)] for number, moment in enumerate(moments)})
        assert PublicChange.objects.prune() == 1
        assert [key for key, _moment in rows()] == ["1", "2", "3"]

    def test_the_head_stays_however_old(self):
        PublicChange.append({NOW - 9999 * HOUR: ["a", "b", "c"]})
        head = PublicChange.objects.head()
        assert PublicChange.objects.prune() == 2
        assert PublicChange.objects.prune() == 0
        assert PublicChange.objects.head() == head

    def test_one_look_deletes_a_bounded_number(self, monkeypatch):
        monkeypatch.setattr(log, "_PRUNED_AT_ONCE", 2)
        PublicChange.append({NOW - 9999 * HOUR: ["a", "b", "c", "d"]})
        assert [PublicChange.objects.prune() for _ in range(3)] == [2, 1, 0]


@many_writers
@pytest.mark.django_db(transaction=True)
class TestTheOrderOfIdsIsThatOfTheCommits:
    """Two connections, as two processes have."""

    INSERT = "INSERT INTO articles_publicchange (key, moment) VALUES (%s, now())"

    @pytest.fixture
    def other(self):
        second = connection.copy()
        yield second
        second.close()

    def append(self, writer, *keys: str) -> None:
        with writer.cursor() as cursor:
            for key in keys:
                cursor.execute(self.INSERT, [key])

    def test_who_saw_the_head_saw_everything_before_it(self, other):
        with transaction.atomic():
            self.append(connection, "slow", "slow, too")
            # It begins later and ends earlier.
            self.append(other, "quick")
            assert [row.key for row in PublicChange.objects.all()][-1] == "quick"
            seen = PublicChange.objects.get(key="quick").pk
        assert [row.key for row in PublicChange.objects.after(seen)] == ["slow", "slow, too"]

    def test_a_commit_waits_for_the_one_before_it(self, other):
        """While one commit numbers its rows, no other does: it could be seen with smaller ids."""
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            self.append(other, "first")
            # As at the beginning of the commit.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

            def write() -> None:
                self.append(connection, "second")
                connection.close()

            thread = threading.Thread(target=write)
            thread.start()
            waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            with connection.cursor() as watcher:
                while watcher.execute(waits).fetchone() == (0,):
                    assert thread.is_alive(), "it did not wait"
            cursor.execute("COMMIT")
            thread.join()
        assert [row.key for row in PublicChange.objects.after(0)] == ["first", "second"]

    def test_a_commit_that_waits_for_a_row_holds_up_no_other(self, other):
        """A foreign key is checked at the commit, and waits for who has its row locked. If that
        one has to commit rows of the log, too, neither must wait for the other."""
        tag = Tag.objects.create(name="Sea", slug="sea")
        link = "INSERT INTO articles_tagalias (word, folded, slug, target_id) VALUES ('a', 'a', '', %s)"
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT id FROM articles_tag WHERE id = %s FOR UPDATE", [tag.pk])

            def write() -> None:
                with transaction.atomic(), connection.cursor() as writer:
                    self.append(connection, "waiting")
                    writer.execute(link, [tag.pk])
                connection.close()

            thread = threading.Thread(target=write)
            thread.start()
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            with connection.cursor() as watcher:
                while watcher.execute(waits).fetchone() == (0,):
                    assert thread.is_alive(), "it did not wait"
            self.append(other, "locking")
            cursor.execute("COMMIT")
            thread.join()
        assert [row.key for row in PublicChange.objects.after(0)] == ["locking", "waiting"]

    def test_a_rollback_leaves_nothing(self):
        with transaction.atomic():
            self.append(connection, "gone")
            transaction.set_rollback(True)
        assert PublicChange.objects.head() == 0
