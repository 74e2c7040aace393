"""What happened at the desk lately, in words: from the audit log, the history and the imports."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from articles.admin.articles.rows import RowTime, row_time
from articles.editorial.bulk.actions import action_named
from articles.models import AuditEntry, ImportRun, Revision
from articles.workflow import TRANSITIONS

SHOWN = 10
# How far back in the logs is looked at most; a busier day shows its last hours.
_LOOKED_AT = 300
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class RecentEvent:
    """What one person did to how many stories, and when the last time. `stories` are the first
    of them: (title, address at the desk)."""

    who: str
    what: str
    at: dt.datetime
    count: int = 0
    stories: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    when: RowTime | None = None

    @property
    def more(self) -> int:
        """Stories that are not named."""
        return self.count - len(self.stories)


def lately(user: Any, since: dt.datetime, now: dt.datetime) -> list[RecentEvent]:
    """The last first; what `user` may not read is left out. Three queries."""
    groups: dict[tuple[str, str], RecentEvent] = {}
    if user.has_perm("articles.view_auditentry"):
        _acts(groups, since)
    if user.has_perm("articles.view_revision"):
        _edits(groups, since)
    found = list(groups.values())
    if user.has_perm("articles.view_importrun"):
        found += _imports(since)
    found.sort(key=lambda happening: happening.at, reverse=True)
    for happening in found[:SHOWN]:
        happening.when = row_time(happening.at, now)
    return found[:SHOWN]


def _acts(groups: dict[tuple[str, str], RecentEvent], since: dt.datetime) -> None:
    entries = AuditEntry.objects.filter(article__isnull=False).order_by("-id")
    rows = entries.values_list("actor_name", "action", "created_at", "article_id", "title")
    for who, act, at, story, title in rows[:_LOOKED_AT]:
        if at >= since:
            _add(groups, who, action_in_words(act), at, story, title)


def _edits(groups: dict[tuple[str, str], RecentEvent], since: dt.datetime) -> None:
    revisions = Revision.objects.filter(action=Revision.Action.EDIT, author__isnull=False)
    name = f"author__{get_user_model().USERNAME_FIELD}"
    rows = revisions.order_by("-id").values_list(
        name, "created_at", "article_id", "article__title", "reason"
    )
    seen: Counter[tuple[str, int]] = Counter()
    for who, at, story, title, _reason in rows[:_LOOKED_AT]:
        seen[(who, story)] += 1
        if at >= since and seen[(who, story)] == 1:
            _add(groups, who, gettext("edited"), at, story, title)


def _imports(since: dt.datetime) -> list[RecentEvent]:
    found = []
    for run in ImportRun.objects.select_related("by").order_by("-id")[:SHOWN]:
        counts = [
            (run.created, ngettext("%(count)d story came", "%(count)d stories came", run.created)),
            (run.updated, ngettext("%(count)d changed", "%(count)d changed", run.updated)),
            (
                run.quarantined,
                ngettext("%(count)d was refused", "%(count)d were refused", run.quarantined),
            ),
        ]
        said = [words % {"count": count} for count, words in counts if count]
        if run.started_at >= since and said:
            url = reverse("admin:articles_importrun_change", args=[run.pk])
            who = str(run.by) if run.by else gettext("Import")
            found.append(RecentEvent(who, ", ".join(said), run.started_at, url=url))
    return found


def _add(
    groups: dict[tuple[str, str], RecentEvent],
    who: str,
    what: str,
    at: dt.datetime,
    story: int,
    title: str,
) -> None:
    group = groups.setdefault((who, what), RecentEvent(who, what, _LONG_AGO))
    group.at = max(group.at, at)
    group.count += 1
    if len(group.stories) < 2:
        url = reverse("admin:articles_article_change", args=[story])
        group.stories.append((title, url))


def action_in_words(act: str) -> str:
    """The name of an audit log entry as words that stand between a person and a title."""
    said = {
        "submit": pgettext("happened", "submitted"),
        "send_back": pgettext("happened", "sent back"),
        "approve": pgettext("happened", "approved the text of"),
        "publish": pgettext("happened", "published"),
        "unpublish": pgettext("happened", "unpublished"),
        "retract": pgettext("happened", "retracted"),
        "restore": pgettext("happened", "restored as drafts"),
        "category": pgettext("happened", "moved to another section"),
        "add_tag": pgettext("happened", "tagged"),
        "remove_tag": pgettext("happened", "took tags from"),
        "pin": pgettext("happened", "pinned"),
        "unpin": pgettext("happened", "unpinned"),
        "weights": pgettext("happened", "gave another weight to"),
        "language": pgettext("happened", "moved to another language"),
        "create": pgettext("happened", "began"),
        "update": pgettext("happened", "updated"),
        "schedule_update": pgettext("happened", "scheduled changes of"),
        "stop_update": pgettext("happened", "could not publish changes of"),
        "discard_update": pgettext("happened", "discarded changes of"),
        "correct": pgettext("happened", "corrected"),
        "undo": pgettext("happened", "took back a change of"),
        "decide_conflict": pgettext("happened", "decided a conflict with the file of"),
        "mend_file": pgettext("happened", "mended the file"),
        "retry_file": pgettext("happened", "tried in vain to import the file"),
        "release_file": pgettext("happened", "imported the refused file of"),
        "discard_file": pgettext("happened", "discarded the file"),
    }
    if act in said:
        return said[act]
    known = action_named(act) or TRANSITIONS.get(act)
    return str(known.label) if known else act.replace("_", " ")
