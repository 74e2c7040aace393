"""The schedule: what the clock makes due is enqueued, by whichever worker looks first."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.db.unions import union_rows
from articles.editorial.pictures.rights import rights_ended_since, tell_of_ended_rights
from articles.editorial.review.finding import not_found
from articles.editorial.tasks import (
    delete_old_history,
    find_claims,
    look_again_at_failed,
    publish_due_changes,
)
from articles.ingest.deciding import waits_for_rules
from articles.ingest.feeds.tasks import poll_due_feeds
from articles.ingest.tasks import (
    cluster_items,
    delete_old_fingerprints,
    delete_old_items,
    filter_new_items,
)
from articles.lib.background_tasks import BackgroundTask
from articles.models import Article, Feed, PendingRevision, ScheduledJob, UpstreamItem
from articles.models.queued_task import QueuedTask
from articles.notices.outbox import (
    are_unmailed,
    are_unsent,
    delete_old_notices,
    mail_new_notices,
    send_notices,
)
from articles.operations.tasks.retention import delete_old_tasks
from articles.pipeline.tasks import run_chain
from articles.public.cdn.purging import has_changes, purge_cdn
from articles.rewriting.tasks import delete_old_answers
from articles.syndication.websub import ping_about_due


@dataclass(frozen=True, slots=True)
class Job:
    """A task that is enqueued every so often, if `is_due` says so of the time since the last one.

    `is_due` only reads: a worker that has nothing to do writes nothing. With `takes_time` the task
    gets the time since which it is to look, in ISO 8601.
    """

    task: BackgroundTask
    every: dt.timedelta
    is_due: Callable[[dt.datetime], bool] = lambda since: True
    takes_time: bool = False


def _changes_are_due(since: dt.datetime) -> bool:
    return PendingRevision.objects.due().exists()


def _feeds_changed(since: dt.datetime) -> bool:
    if not settings.WEBSUB_HUB:
        return False
    articles = Article.objects.all()
    due = (articles.went_live_since(since), articles.ended_since(since))
    return bool(union_rows([rows.order_by().values_list("pk")[:1] for rows in due]))


def _cdn_lags(since: dt.datetime) -> bool:
    return bool(settings.CDN) and has_changes()


def _rights_ended(since: dt.datetime) -> bool:
    return rights_ended_since(since).exists()


def _texts_wait(since: dt.datetime) -> bool:
    return Article.objects.not_looked_at().exists()


def _claims_not_found(since: dt.datetime) -> bool:
    return not_found().exists()


def _new_items_wait(since: dt.datetime) -> bool:
    return waits_for_rules()


def _chain_is_due(since: dt.datetime) -> bool:
    pause = settings.PIPELINE_MINUTES
    return bool(pause) and timezone.now() - since >= dt.timedelta(minutes=pause)


def _feeds_are_due(since: dt.datetime) -> bool:
    return Feed.objects.due(timezone.now()).exists()


def _items_wait(since: dt.datetime) -> bool:
    return UpstreamItem.objects.not_compared().exists()


_DAY = dt.timedelta(days=1)
JOBS: tuple[Job, ...] = (
    Job(publish_due_changes, dt.timedelta(seconds=10), _changes_are_due),
    Job(find_claims, dt.timedelta(seconds=5), _texts_wait),
    Job(filter_new_items, dt.timedelta(seconds=30), _new_items_wait),
    Job(run_chain, dt.timedelta(minutes=1), _chain_is_due),
    Job(cluster_items, dt.timedelta(seconds=5), _items_wait),
    Job(purge_cdn, dt.timedelta(seconds=10), _cdn_lags),
    Job(ping_about_due, dt.timedelta(minutes=1), _feeds_changed, takes_time=True),
    Job(tell_of_ended_rights, dt.timedelta(minutes=10), _rights_ended, takes_time=True),
    Job(send_notices, dt.timedelta(seconds=5), are_unsent),
    # The first at once; those of the next minutes are one mail.
    Job(mail_new_notices, dt.timedelta(minutes=5), are_unmailed),
    Job(delete_old_notices, _DAY),
    Job(delete_old_history, _DAY),
    Job(delete_old_tasks, _DAY),
    Job(delete_old_items, _DAY),
    Job(poll_due_feeds, dt.timedelta(seconds=20), _feeds_are_due),
    Job(delete_old_fingerprints, _DAY),
    Job(delete_old_answers, _DAY),
    Job(look_again_at_failed, _DAY, _claims_not_found),
)


def tick() -> int:
    """Enqueue the tasks of all jobs that are due; return their number.

    Any number of processes may do this at the same time: a job is claimed by a conditional update,
    in the transaction that enqueues its task. One query where nothing is due, and one more for
    each job whose time has come; none of them takes a lock.
    """
    now = timezone.now()
    rows = {row.name: row for row in ScheduledJob.objects.all()}
    return sum(_begin(job, rows.get(job.task.module_path), now) for job in JOBS)


def _begin(job: Job, row: ScheduledJob | None, now: dt.datetime) -> bool:
    """Whether the task of the job was enqueued by this process."""
    name = job.task.module_path
    if row is None:
        # From now on: before there was a schedule, nothing was to be done by it.
        ScheduledJob.objects.get_or_create(name=name, defaults={"last_at": now})
        return False
    if now - row.last_at < job.every or not job.is_due(row.last_at):
        return False
    if QueuedTask.objects.waiting().filter(task_path=name).exists():
        # It will do this, too.
        return False
    with transaction.atomic():
        if not row.claim(now):
            return False
        job.task.enqueue(*([row.last_at.isoformat()] if job.takes_time else []))
    return True
