"""Notices of events for people and programs, and the events that each of them wants."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib.graphemes import clip
from articles.models.article_columns import ArticleColumns
from articles.models.feed import Feed
from articles.models.import_run import ImportRun


class Notice(models.Model):
    """One thing that happened, written in the transaction in which it did.

    `articles.notices` hands it out to webhooks and by e-mail, each once, and deletes it after a
    while. `title` is a copy: of the title of a story, of the origin of an import, or of the path
    of a task, or the name of a feed. `by` did it, None for a command or the clock; `person` is
    whose work it is about.
    """

    class Event(models.TextChoices):
        """The events; the values are the types of the messages of webhooks."""

        REVIEW_WAITING = "review.waiting", _("A story waits for review")
        IMPORT_FAILED = "import.failed", _("An import failed, or refused files")
        TASK_FAILED = "task.failed", _("A task failed")
        UPDATE_PUBLISHED = "update.published", _("An update of a story was published")
        UPDATE_STOPPED = "update.stopped", _("An update could not be published at its time")
        FEED_FAILING = "feed.failing", _("A feed fails, or ended")
        FEED_SILENT = "feed.silent", _("A feed is unusually silent")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(max_length=30, choices=Event.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")
    task = models.UUIDField(null=True)
    feed = models.ForeignKey(Feed, on_delete=models.SET_NULL, null=True, related_name="+")
    # Stories or files that it is about.
    count = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # When it was handed out.
    sent_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="notices_not_sent"),
            models.Index(
                fields=["id"], condition=models.Q(mailed_at=None), name="notices_not_mailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.title}".strip()

    @classmethod
    def tell(
        cls,
        event: str,
        *,
        article: ArticleColumns | None = None,
        run: ImportRun | None = None,
        task: uuid.UUID | None = None,
        feed: Feed | None = None,
        count: int = 1,
        title: str = "",
        reason: str = "",
        by: User | None = None,
        person: User | None = None,
    ) -> Self:
        """Write that `event` happened, in the present transaction; one query."""
        notice = cls(
            event=event,
            article_id=article.pk if article else None,
            run=run,
            task=task,
            feed=feed,
            count=count,
            title=article.title if article else title[:1000],
            reason=clip(reason, 500),
            by=by,
            person=person,
        )
        notice.save()
        return notice


class NoticeChoice(models.Model):
    """The notices that a person chose to get by e-mail, and their language.

    Who has no row gets those that the role suggests (`articles.notices.events`).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notice_choice",
    )
    # Values of Notice.Event.
    events = models.JSONField(default=list)
    lang = models.CharField(max_length=20)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.events)}"
