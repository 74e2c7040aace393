"""Bulk actions: the plan is carried out in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.bulk.actions import WEIGHTS, BulkAction
from articles.editorial.bulk.plan import PlanLine, plan
from articles.editorial.bulk.values import Values, locked_articles, values_of, write
from articles.models import Article, AuditEntry
from articles.models.article_changes import recorded_together
from articles.models.exceptions import StaleArticle, WrongState

# The audit entry of a bulk action as a whole; each article has an entry of its own beside it.
BULK = "bulk"
# A transition also sets the time of an article that had none.
_STEPPED = ("status", "published_at")


@dataclass(slots=True)
class BulkOutcome:
    """The number of articles that were changed, and the others: title and reason.

    `scheduled` of the changed ones were published for a time ahead.
    `asked` are the ids of those whose warnings were not accepted. `entry` can be undone; it is
    None where nothing was changed.
    """

    done: int = 0
    scheduled: int = 0
    asked: list[int] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    entry: AuditEntry | None = None


def run(
    act: BulkAction,
    value: object,
    seen: Mapping[int, int],
    by: Any,
    reason: str = "",
    *,
    accepted: Collection[int] = (),
) -> BulkOutcome:
    """Do `act` to the articles whose ids are the keys of `seen`, and record it.

    Each is changed only in the version that the user saw, the value of `seen`, and with warnings
    only if it is in `accepted`. The plan is made again: permissions and states may have changed.
    """
    outcome = BulkOutcome()
    records: list[Values] = []
    with transaction.atomic(), recorded_together():
        articles = list(locked_articles(seen))
        gone = len(seen) - len(articles)
        outcome.skipped += [("–", gettext("deleted meanwhile"))] * gone
        current = [a for a in articles if a.version == seen[a.pk]]
        outcome.skipped += _changed(articles, current)
        for line in plan(act, value, current, by).lines:
            if line.why:
                outcome.skipped.append((line.article.title, line.why))
            elif line.warnings and line.article.pk not in accepted:
                outcome.asked.append(line.article.pk)
            elif why := _do(act, line, by, reason, records):
                outcome.skipped.append((line.article.title, why))
            elif act.name == "publish":
                outcome.scheduled += line.article.is_scheduled
        _note(outcome, act, value, records, by, reason)
    return outcome


def set_weights(
    weights: Mapping[int, int], before: Mapping[int, int], by: Any
) -> AuditEntry | None:
    """Set these weights by article id, all or none; the audit entry, None if nothing changes.

    Raises StaleArticle when a weight is not that of `before` any more, and PermissionDenied.
    """
    if not by.has_perm(f"articles.{WEIGHTS.permission}"):
        raise PermissionDenied
    records: list[Values] = []
    with transaction.atomic(), recorded_together():
        articles = {article.pk: article for article in locked_articles(weights)}
        if {pk: a.sticky_weight for pk, a in articles.items()} != dict(before):
            raise StaleArticle
        for pk, weight in weights.items():
            if weight != before[pk]:
                values: Values = {"sticky_weight": weight}
                until = articles[pk].sticky_until
                if weight > 0 and until and until <= timezone.now():
                    # Who gives a weight wants the article pinned, also after an old end.
                    values["sticky_until"] = None
                line = PlanLine(articles[pk], values=values)
                _do(WEIGHTS, line, by, "", records)
        outcome = BulkOutcome()
        _note(outcome, WEIGHTS, None, records, by, "")
    return outcome.entry


def _changed(articles: Collection[Article], current: Collection[Article]) -> list[tuple[str, str]]:
    why = gettext("somebody changed it meanwhile")
    same = {article.pk for article in current}
    return [(article.title, why) for article in articles if article.pk not in same]


def _do(act: BulkAction, line: PlanLine, by: User, reason: str, records: list[Values]) -> str:
    """Change one article; the reason why not, or an empty string."""
    article = line.article
    names = _STEPPED if act.step else tuple(line.values)
    before = values_of(article, names)
    try:
        with transaction.atomic():
            if act.step:
                getattr(article, act.step.name)(by, reason)
            else:
                write(article, line.values, act.name, by, reason)
    except IntegrityError:
        return gettext("another story has this address in that language")
    except (StaleArticle, WrongState):
        return gettext("somebody changed it meanwhile")
    records.append(
        {
            "story": article.pk,
            "title": article.title,
            "version": article.version,
            "before": before,
        }
    )
    return ""


def _note(
    outcome: BulkOutcome,
    act: BulkAction,
    value: object,
    records: list[Values],
    by: User,
    reason: str,
) -> None:
    outcome.done = len(records)
    if records:
        outcome.entry = AuditEntry.record(
            BULK, by, None, reason, what=act.name, value=value, stories=records,
            skipped=len(outcome.skipped), scheduled=outcome.scheduled,
        )  # fmt: skip
