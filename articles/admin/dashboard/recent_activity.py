"""Recent events in words, for the dashboard: from the audit log, the revisions and the imports."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from articles.admin.articles.rows import RowTime, row_time
from articles.admin.audit_words import action_in_words
from articles.models import AuditEntry, ImportRun, Revision

EVENT_LIMIT = 10
# The most rows read from each log: a busier day shows its last hours.
_LOG_LIMIT = 300
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class RecentEvent:
    """An action of one person (`who`, `what`) on `count` articles, the last time `at`.

    `articles` are the newest two as (title, address of the change form); an import has a `url`.
    """

    who: str
    what: str
    at: dt.datetime
    count: int = 0
    articles: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    when: RowTime | None = None

    @property
    def more(self) -> int:
        """The number of articles that are not named."""
        return self.count - len(self.articles)


def recent_events(
    user: User | AnonymousUser, since: dt.datetime, now: dt.datetime
) -> list[RecentEvent]:
    """Events after `since` that `user` may read, the last first. At most three queries."""
    groups: dict[tuple[str, str], RecentEvent] = {}
    if user.has_perm("articles.view_auditentry"):
        _add_actions(groups, since)
    if user.has_perm("articles.view_revision"):
        _add_edits(groups, since)
    events = list(groups.values())
    if user.has_perm("articles.view_importrun"):
        events += _imports(since)
    events.sort(key=lambda event: event.at, reverse=True)
    for event in events[:EVENT_LIMIT]:
        event.when = row_time(event.at, now)
    return events[:EVENT_LIMIT]


def _add_actions(groups: dict[tuple[str, str], RecentEvent], since: dt.datetime) -> None:
    entries = AuditEntry.objects.filter(article__isnull=False).order_by("-id")
    rows = entries.values_list("actor_name", "action", "created_at", "article_id", "title")
    for who, action, at, article_id, title in rows[:_LOG_LIMIT]:
        if at >= since:
            _add(groups, who, action_in_words(action), at, article_id, title)


def _add_edits(groups: dict[tuple[str, str], RecentEvent], since: dt.datetime) -> None:
    revisions = Revision.objects.filter(action=Revision.Action.EDIT, author__isnull=False)
    name = f"author__{get_user_model().USERNAME_FIELD}"
    columns = (name, "created_at", "article_id", "article__title")
    rows = revisions.order_by("-id").values_list(*columns)
    seen: set[tuple[str, int]] = set()
    for who, at, article_id, title in rows[:_LOG_LIMIT]:
        if at >= since and (who, article_id) not in seen:
            _add(groups, who, gettext("edited"), at, article_id, title)
        seen.add((who, article_id))


def _imports(since: dt.datetime) -> list[RecentEvent]:
    events = []
    for run in ImportRun.objects.select_related("by").order_by("-id")[:EVENT_LIMIT]:
        counts = [
            (run.created, ngettext("%(count)d story came", "%(count)d stories came", run.created)),
            (run.updated, ngettext("%(count)d changed", "%(count)d changed", run.updated)),
            (
                run.waiting,
                ngettext("%(count)d waits for review", "%(count)d wait for review", run.waiting),
            ),
            (
                run.quarantined,
                ngettext("%(count)d was refused", "%(count)d were refused", run.quarantined),
            ),
        ]
        parts = [words % {"count": count} for count, words in counts if count]
        if run.started_at >= since and parts:
            url = reverse("admin:articles_importrun_change", args=[run.pk])
            who = str(run.by) if run.by else gettext("Import")
            events.append(RecentEvent(who, ", ".join(parts), run.started_at, url=url))
    return events


def _add(
    groups: dict[tuple[str, str], RecentEvent],
    who: str,
    what: str,
    at: dt.datetime,
    article_id: int,
    title: str,
) -> None:
    """Count an article in the event of this person and action."""
    group = groups.setdefault((who, what), RecentEvent(who, what, _LONG_AGO))
    group.at = max(group.at, at)
    group.count += 1
    if len(group.articles) < 2:
        url = reverse("admin:articles_article_change", args=[article_id])
        group.articles.append((title, url))
