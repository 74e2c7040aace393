"""The panel of pending revisions: published articles with changes that readers do not see yet."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.articles.rows import RowTime, row_time
from articles.models import PendingRevision

ROW_LIMIT = 8


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A pending revision as a row: its article (`pk`, `title`), its author, and when it was saved.

    `due` is when it will be published by itself, `stopped` why that failed.
    """

    pk: int
    title: str
    who: str
    when: RowTime
    due: RowTime | None
    stopped: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """The newest pending revisions, stopped ones first; `url` lists all.

    `total` and `stopped` are counted up to `COUNT_LIMIT`.
    """

    rows: list[PendingChange]
    total: int
    stopped: int
    url: str

    @property
    def count(self) -> str:
        """The number of pending revisions in words."""
        return count_in_words(self.total)


def pending_changes(now: dt.datetime) -> PendingChanges:
    """The panel at the time `now`. One query, from the newest on."""
    name = f"author__{get_user_model().USERNAME_FIELD}"
    rows = PendingRevision.objects.select_related("article", "author").only(
        "modified_at", "due_at", "stopped", "by_import", name,
        "article__title", "article__status", "article__published_at", "article__expires_at",
    )  # fmt: skip
    # Published ones are picked here: a database might begin its query with all of them.
    newest = [
        pending for pending in rows.order_by("-id")[:COUNT_LIMIT] if pending.article.is_published
    ]
    newest.sort(key=attrgetter("modified_at"), reverse=True)
    newest.sort(key=lambda pending: not pending.stopped)
    return PendingChanges(
        [_row(pending, now) for pending in newest[:ROW_LIMIT]],
        len(newest),
        sum(bool(pending.stopped) for pending in newest),
        reverse("admin:articles_article_changelist") + "?changes=yes",
    )


def changed_by(pending: PendingRevision) -> str:
    """The name of the person who saved the changes last, or “an import”."""
    if pending.author:
        return str(pending.author.get_username())
    return gettext("an import") if pending.by_import else gettext("somebody")


def _row(pending: PendingRevision, now: dt.datetime) -> PendingChange:
    return PendingChange(
        pk=pending.article_id,
        title=pending.article.title,
        who=changed_by(pending),
        when=row_time(pending.modified_at, now),
        due=row_time(pending.due_at, now) if pending.due_at else None,
        stopped=pending.stopped,
        action=gettext("Open") if pending.due_at else gettext("Decide"),
        url=reverse("admin:articles_article_change", args=[pending.article_id]),
    )
