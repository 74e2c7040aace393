"""Live stories with a newer text that readers do not see yet."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.articles.rows import RowTime, row_time
from articles.models import PendingRevision

SHOWN = 8


@dataclass(frozen=True, slots=True)
class PendingChange:
    """Whose changes of which story, saved `when`; `due` is when the clock publishes them, and
    `stopped` why it could not."""

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
    """The first of them, those that the clock gave up leading; `count` leads to `url`."""

    lines: list[PendingChange]
    count: str
    url: str


def changes(now: dt.datetime) -> PendingChanges:
    """What waits beside live stories. One query, from the newest on."""
    name = f"author__{get_user_model().USERNAME_FIELD}"
    rows = PendingRevision.objects.select_related("article", "author").only(
        "modified_at", "due_at", "stopped", name,
        "article__title", "article__status", "article__published_at",
    )  # fmt: skip
    # Whether its story is live is not asked: the database might begin with all live stories.
    newest = [one for one in rows.order_by("-id")[:COUNT_LIMIT] if one.article.is_live]
    newest.sort(key=attrgetter("modified_at"), reverse=True)
    newest.sort(key=lambda one: not one.stopped)
    return PendingChanges(
        [_change(one, now) for one in newest[:SHOWN]],
        count_in_words(len(newest)),
        reverse("admin:articles_article_changelist") + "?changes=yes",
    )


def _change(pending: PendingRevision, now: dt.datetime) -> PendingChange:
    return PendingChange(
        pk=pending.article_id,
        title=pending.article.title,
        who=pending.author.get_username() if pending.author else gettext("somebody"),
        when=row_time(pending.modified_at, now),
        due=row_time(pending.due_at, now) if pending.due_at else None,
        stopped=pending.stopped,
        action=gettext("Open") if pending.due_at else gettext("Decide"),
        url=reverse("admin:articles_article_change", args=[pending.article_id]),
    )
