"""Deletion of background tasks that were done long ago."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import background_task
from articles.models.queued_task import QueuedTask

_BATCH = 1000


@background_task(_("Delete tasks that were done long ago"), once=True)
def delete_old_tasks() -> int:
    """Delete tasks that ended more than settings.TASKS_DAYS ago; return their number.

    Each batch in a transaction of its own, so that other writers do not wait for long.
    """
    old = QueuedTask.objects.finished_before(
        timezone.now() - dt.timedelta(days=settings.TASKS_DAYS)
    )
    count = 0
    while ids := list(old.values_list("pk", flat=True)[:_BATCH]):
        count += QueuedTask.objects.filter(pk__in=ids).delete()[0]
    return count
