"""Whatever changes is purged, once the network takes it, and nothing is lost meanwhile."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles.models import CdnPosition, PublicChange
from articles.models.queued_task import QueuedTask
from articles.public.cdn import purging
from articles.public.cdn.exceptions import PurgeFailed
from articles.public.cdn.purging import has_changes, purge_all, purge_changes, purge_soon
from tests.servers import PATIENCE, Handler, running

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


class PurgeHandler(Handler):
    """Takes what is to be purged, at /take; refuses it elsewhere."""

    def do_PURGE(self):
        self.server.told.put(self.headers["Surrogate-Key"].split(" "))
        self.answer(200 if self.path == "/take" else 503, b"Come back later.")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def cdn(settings, monkeypatch, clock):
    """A real server; settings name it as the network, which begins at noon."""
    monkeypatch.setattr(purging, "TIMEOUT", float(PATIENCE))
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.CDN = "purge"
    with running(handler=PurgeHandler) as server:
        settings.CDN_PURGE_URL = f"http://127.0.0.1:{server.port}/take"
        purge_changes()
        yield server


def change(*keys: str, when: dt.datetime = NOON) -> None:
    PublicChange.append({when: keys})


def purged(cdn) -> list[list[str]]:
    """The tags of all requests that were made."""
    return [cdn.told.get_nowait() for _ in range(cdn.told.qsize())]


def test_what_changed_since_the_last_purge_is_purged_once(cdn, clock):
    change("article:7", "list:en")
    clock.shift(MINUTE)
    assert purge_changes() == 2
    assert purged(cdn) == [["any", "article:7", "list:en"]]
    assert purge_changes() == 0
    change("list:uk", when=NOON + MINUTE)
    assert purge_changes() == 1
    assert purged(cdn) == [["any", "list:uk"]]


def test_what_the_clock_changes_is_purged_at_its_time(cdn, clock):
    change("list:en", when=NOON + 5 * MINUTE)
    assert purge_changes() == 0
    clock.shift(5 * MINUTE)
    assert purge_changes() == 1
    assert purged(cdn) == [["any", "list:en"]]
    clock.shift(5 * MINUTE)
    assert purge_changes() == 0


def test_what_the_network_did_not_take_is_purged_later(cdn, clock, settings):
    change("article:7")
    clock.shift(MINUTE)
    url = settings.CDN_PURGE_URL
    for settings.CDN_PURGE_URL in (url.replace("take", "down"), "http://127.0.0.1:1/take"):
        with pytest.raises(PurgeFailed):
            purge_changes()
    settings.CDN_PURGE_URL = url
    change("list:en")
    assert purge_changes() == 2
    assert purged(cdn) == [["any", "article:7"], ["any", "article:7", "list:en"]]


def test_a_change_that_was_written_before_the_last_purge_and_committed_after_is_purged(cdn, clock):
    clock.shift(MINUTE)
    purge_changes()
    change("article:7", when=NOON)
    assert purge_changes() == 1


def test_many_changes_are_all_pages(cdn, clock):
    change(*(f"article:{number}" for number in range(1000)))
    assert purge_changes() == 1
    assert purged(cdn) == [["any", "site"]]


def test_a_log_whose_rows_may_be_gone_is_all_pages(cdn, clock, settings):
    clock.shift(dt.timedelta(days=settings.PUBLIC_CHANGES_DAYS, minutes=1))
    assert purge_changes() == 1
    change("list:en", "list:uk", when=NOON)
    purge_changes()
    purged(cdn)
    PublicChange.objects.all().delete()
    assert purge_changes() == 1
    assert purged(cdn) == [["any", "site"]]
    assert purge_changes() == 0


def test_a_network_is_told_from_its_first_day_on(cdn):
    CdnPosition.objects.all().delete()
    change("article:7")
    assert purge_changes() == 0
    assert purge_changes() == 0
    assert purged(cdn) == []


def test_all_pages_are_purged_on_demand(cdn):
    purge_all()
    assert purged(cdn) == [["site"]]


def test_without_a_network_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert purge_changes() == 0
        purge_all()


def test_a_purge_costs_four_queries(cdn, clock, django_assert_num_queries):
    """The position, the head of the log, its rows, and the position again."""
    change("article:7")
    clock.shift(MINUTE)
    with django_assert_num_queries(4):
        purge_changes()
    purged(cdn)
    with django_assert_num_queries(4):
        purge_changes()


def test_whether_something_is_to_be_purged_is_only_read(cdn, clock, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert not has_changes()
    change("article:7", when=NOON + MINUTE)
    assert not has_changes()
    clock.shift(MINUTE)
    assert has_changes()
    purge_changes()
    assert not has_changes()


def test_a_position_is_moved_on_while_nothing_changes(cdn, clock):
    """Or it would be one whose rows may be gone, and all pages would be purged."""
    for _ in range(100):
        clock.shift(dt.timedelta(hours=1, minutes=1))
        assert has_changes()
        purge_changes()
        assert not has_changes()
    assert purged(cdn) == []


@pytest.mark.django_db(transaction=True)
def test_commits_are_purged_together_by_one_task(cdn, run_tasks):
    for number in range(50):
        change(f"article:{number}")
        purge_soon()
    assert run_tasks() == 1
    assert len(purged(cdn)[0]) == 51


def test_a_purge_that_fails_is_tried_again_and_says_why(cdn, settings, clock, run_tasks):
    url = settings.CDN_PURGE_URL
    settings.CDN_PURGE_URL = url.replace("take", "down")
    change("article:7")
    purge_soon()
    assert run_tasks() == 1
    task = QueuedTask.objects.get()
    assert "503" in task.reason
    settings.CDN_PURGE_URL = url
    clock.move_to(task.run_after)
    assert run_tasks() == 1
    assert purged(cdn) == [["any", "article:7"]] * 2
    assert QueuedTask.objects.get().status == "SUCCESSFUL"


def test_the_command_says_what_it_did(cdn, clock):
    change("article:7")
    clock.shift(MINUTE)
    out = StringIO()
    call_command("purge_cdn", stdout=out)
    call_command("purge_cdn", "--all", stdout=out)
    assert out.getvalue() == "1 keys purged.\nAll pages purged.\n"


def test_the_command_fails_where_the_network_does(cdn, settings):
    change("article:7")
    settings.CDN_PURGE_URL = settings.CDN_PURGE_URL.replace("take", "down")
    with pytest.raises(CommandError, match="503: Come back later"):
        call_command("purge_cdn")
    settings.CDN = ""
    with pytest.raises(CommandError, match="no network"):
        call_command("purge_cdn")
