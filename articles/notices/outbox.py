"""Hands notices out: to webhooks within seconds, by e-mail together with those that follow.

A notice is claimed in the transaction that enqueues its messages, so each is enqueued once.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import background_task
from articles.models import Article, Notice, Webhook
from articles.notices.mails import mail_notices
from articles.notices.messages import message_of
from articles.notices.recipients import recipients_of
from articles.notices.webhooks import deliver
from articles.workflow import Status

# Notices of one transaction; more that are mailed together than a mail would name.
_SENT, _MAILED = 200, 2000


def are_unsent(since: dt.datetime) -> bool:
    """Whether notices wait for webhooks. One query."""
    return Notice.objects.filter(sent_at=None).exists()


def are_unmailed(since: dt.datetime) -> bool:
    """Whether notices wait for a mail. One query."""
    return Notice.objects.filter(mailed_at=None).exists()


@background_task(_("Hand notices to webhooks"), once=True, tells_failure=False)
def send_notices() -> int:
    """Enqueue a message for each webhook of each new notice; return the number of messages."""
    count = 0
    while True:
        with transaction.atomic():
            notices = _claim("sent_at", _SENT)
            if not notices:
                return count
            hooks = [hook for hook in Webhook.objects.filter(is_on=True) if hook.is_ready]
            for notice in _still_true(notices):
                for hook in hooks:
                    if notice.event in hook.events:
                        deliver.enqueue(hook.pk, message_of(notice))
                        count += 1


@background_task(_("Hand notices to people"), once=True, tells_failure=False)
def mail_new_notices() -> int:
    """Enqueue a mail for each person who is to be told of new notices; return how many.

    What comes after it waits for the next mail.
    """
    with transaction.atomic():
        pairs = recipients_of(_still_true(_claim("mailed_at", _MAILED)))
        for person, notices in pairs:
            mail_notices.enqueue(person.pk, [notice.pk for notice in notices])
    return len(pairs)


@background_task(_("Delete old notices"), once=True, tells_failure=False)
def delete_old_notices() -> int:
    """Delete notices of more than settings.TASKS_DAYS ago; return their number."""
    limit = timezone.now() - dt.timedelta(days=settings.TASKS_DAYS)
    return Notice.objects.filter(created_at__lt=limit).delete()[0]


def _claim(column: str, limit: int) -> list[Notice]:
    """Take the oldest notices that have no time in `column`, and set it."""
    # What messages say of an article, and none of its texts: there may be thousands of notices.
    articles = Article.objects.only("title", "lang", "slug", "status")
    rows = Notice.objects.filter(**{column: None}).order_by("pk")
    rows = rows.prefetch_related(Prefetch("article", articles), "by")
    notices = list(rows.select_for_update(skip_locked=True)[:limit])
    if notices:
        ids = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=ids).update(**{column: timezone.now()})
    return notices


def _still_true(notices: Sequence[Notice]) -> list[Notice]:
    """The notices that are not settled by now: a story that was submitted may be published
    already."""
    return [
        notice
        for notice in notices
        if notice.event != Notice.Event.REVIEW_WAITING or _waits_for_review(notice)
    ]


def _waits_for_review(notice: Notice) -> bool:
    if notice.article:
        return notice.article.status == Status.IN_REVIEW
    # It is about those of an import, or about many. One story that is not there was deleted.
    return bool(notice.run_id) or notice.count > 1
