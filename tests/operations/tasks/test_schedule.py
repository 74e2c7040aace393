"""What the clock makes due is enqueued once, by whoever looks first."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from articles.models import (
    Article,
    CdnPosition,
    Image,
    Notice,
    PendingRevision,
    PublicChange,
    ScheduledJob,
)
from articles.models.editable_values import edited
from articles.models.queued_task import QueuedTask
from articles.operations.tasks.schedule import JOBS, tick

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    """The schedule began at noon."""
    with time_machine.travel(NOON, tick=False) as clock:
        tick()
        yield clock


def enqueued() -> list[str]:
    paths = QueuedTask.objects.waiting().values_list("task_path", flat=True)
    return sorted(path.rpartition(".")[2] for path in paths)


def test_a_schedule_with_nothing_to_do_only_reads(
    clock, make_article, settings, django_assert_num_queries
):
    settings.WEBSUB_HUB = settings.CDN = "purge"
    make_article()
    PublicChange.objects.all().delete()
    CdnPosition.objects.create(pk=1, sequence=0, moment=NOON)
    clock.shift(5 * MINUTE)
    with django_assert_num_queries(12) as queries:
        assert tick() == 0
    assert {query["sql"].partition(" ")[0] for query in queries.captured_queries} == {"SELECT"}


def test_scheduled_changes_are_published_at_their_time(clock, make_article, make_user, run_tasks):
    article = make_article("Old", published_at=NOON - MINUTE)
    values = edited(article) | {"title": "New"}
    PendingRevision.hold(article, values, make_user("Editors"), due_at=NOON + 2 * MINUTE)
    clock.shift(MINUTE)
    assert tick() == 0
    clock.shift(MINUTE)
    assert (tick(), tick()) == (1, 0)
    assert enqueued() == ["publish_due_changes"]
    run_tasks()
    assert Article.objects.get().title == "New"
    QueuedTask.objects.all().delete()
    clock.shift(MINUTE)
    assert tick() == 1
    assert enqueued() == ["send_notices"]


def test_notices_are_sent_within_seconds_and_mailed_together(clock, run_tasks):
    def tell() -> list[str]:
        """The jobs that are begun for a notice five seconds later."""
        Notice.tell(Notice.Event.TASK_FAILED, title="a.b")
        clock.shift(dt.timedelta(seconds=5))
        tick()
        begun = enqueued()
        run_tasks()
        return begun

    clock.shift(60 * MINUTE)
    assert tell() == ["mail_new_notices", "send_notices"]
    assert tell() == ["send_notices"]
    assert tell() == ["send_notices"]
    clock.shift(5 * MINUTE)
    tick()
    assert enqueued() == ["mail_new_notices"]


def test_the_hub_is_told_of_what_went_live_since_the_last_time(clock, make_article, settings):
    settings.WEBSUB_HUB = "https://hub.example.org/"
    make_article("Scheduled", published_at=NOON + 2 * MINUTE)
    clock.shift(MINUTE)
    assert tick() == 0
    # No worker was there for a while.
    clock.shift(60 * MINUTE)
    assert tick() == 1
    task = QueuedTask.objects.get()
    assert task.task_path == "articles.syndication.websub.ping_about_due"
    assert dt.datetime.fromisoformat(task.args_kwargs["args"][0]) <= NOON + MINUTE
    QueuedTask.objects.all().delete()
    clock.shift(MINUTE)
    assert tick() == 0


def test_what_the_clock_changes_is_purged(clock, settings):
    settings.CDN = "purge"
    CdnPosition.objects.create(pk=1, sequence=0, moment=NOON)
    PublicChange.append({NOON + 5 * MINUTE: ["list:en"]})
    clock.shift(MINUTE)
    assert tick() == 0
    clock.shift(4 * MINUTE)
    assert tick() == 1
    assert enqueued() == ["purge_cdn"]


def test_old_rows_go_every_day(clock, run_tasks):
    clock.shift(dt.timedelta(hours=23))
    assert tick() == 0
    clock.shift(dt.timedelta(hours=1))
    assert tick() == 6
    assert enqueued() == [
        "delete_old_answers",
        "delete_old_fingerprints",
        "delete_old_history",
        "delete_old_items",
        "delete_old_notices",
        "delete_old_tasks",
    ]
    assert run_tasks() == 6
    clock.shift(dt.timedelta(days=15))
    assert tick() == 6
    run_tasks()
    assert QueuedTask.objects.count() == 6


def test_a_job_whose_task_waits_is_not_enqueued_again(clock):
    clock.shift(dt.timedelta(days=1))
    assert tick() == 6
    clock.shift(dt.timedelta(days=1))
    assert tick() == 0


def test_of_two_workers_one_begins_a_job(clock):
    clock.shift(dt.timedelta(days=1))
    first, second = (ScheduledJob.objects.first() for _ in range(2))
    now = dt.datetime.now(dt.UTC)
    assert (first.claim(now), second.claim(now)) == (True, False)


def test_every_job_has_a_name_for_people_and_a_place():
    names = [job.task.module_path for job in JOBS]
    assert len(set(names)) == len(names)
    assert all(str(job.task.label) for job in JOBS)


def test_the_command_does_the_same(clock):
    clock.shift(dt.timedelta(days=1))
    out = StringIO()
    call_command("tick", stdout=out)
    assert out.getvalue() == "6 tasks enqueued.\n"


def test_what_showed_a_picture_is_told_when_its_rights_end(clock, make_article, run_tasks):
    """Pages do not show it from midnight on; copies elsewhere end by this."""
    picture = Image.objects.create(alt="A crane", rights_until=NOON.date())
    article = make_article(cover=picture, published_at=NOON - MINUTE)
    clock.shift(11 * MINUTE)
    assert tick() == 0
    clock.shift(dt.timedelta(hours=12))
    head = PublicChange.objects.head()
    tick()
    assert "tell_of_ended_rights" in enqueued()
    run_tasks()
    assert f"article:{article.pk}" in {row.key for row in PublicChange.objects.after(head)}
    clock.shift(11 * MINUTE)
    tick()
    assert "tell_of_ended_rights" not in enqueued()
