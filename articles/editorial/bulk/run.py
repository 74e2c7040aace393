"""Does what a plan said, to the stories as they were looked at, in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.bulk.actions import WEIGHTS, BulkAction
from articles.editorial.bulk.plan import PlanLine, plan
from articles.editorial.bulk.values import Values, held, values_of, write
from articles.models import Article, AuditEntry
from articles.models.exceptions import StaleArticle, WrongState

# What the audit log calls the act as a whole; each story has a line of its own beside it.
BULK = "bulk"
# A transition also moves the time of a story that had none.
_STEPPED = ("status", "published_at")


@dataclass(slots=True)
class BulkOutcome:
    """How many stories were changed, and each other one with the reason; `asked` are the ids of
    those whose warnings nobody said yes to. `entry` can be undone; None where nothing was
    changed."""

    done: int = 0
    asked: list[int] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    entry: AuditEntry | None = None


def run(
    act: BulkAction,
    value: Any,
    seen: Mapping[int, int],
    by: Any,
    reason: str = "",
    *,
    accepted: Collection[int] = (),
) -> BulkOutcome:
    """Do `act` to the stories whose ids are the keys of `seen`, each only in the version that
    was looked at; with warnings only to those in `accepted`. The plan is made again: rights
    and states may have changed meanwhile."""
    outcome = BulkOutcome()
    kept: list[Values] = []
    with transaction.atomic():
        articles = list(held(seen))
        gone = len(seen) - len(articles)
        outcome.skipped += [("–", gettext("deleted meanwhile"))] * gone
        current = [a for a in articles if a.version == seen[a.pk]]
        outcome.skipped += _changed(articles, current)
        for line in plan(act, value, current, by).lines:
            if line.why:
                outcome.skipped.append((line.article.title, line.why))
            elif line.warnings and line.article.pk not in accepted:
                outcome.asked.append(line.article.pk)
            elif why := _do(act, line, by, reason, kept):
                outcome.skipped.append((line.article.title, why))
        _note(outcome, act, value, kept, by, reason)
    return outcome


def set_weights(
    weights: Mapping[int, int], before: Mapping[int, int], by: Any
) -> AuditEntry | None:
    """Give the stories these weights, all or none: raises StaleArticle when one has another than
    `before` says, and PermissionDenied. None when nothing changes."""
    if not by.has_perm(f"articles.{WEIGHTS.permission}"):
        raise PermissionDenied
    kept: list[Values] = []
    with transaction.atomic():
        articles = {article.pk: article for article in held(weights)}
        if {pk: a.sticky_weight for pk, a in articles.items()} != dict(before):
            raise StaleArticle
        for pk, weight in weights.items():
            if weight != before[pk]:
                values: Values = {"sticky_weight": weight}
                until = articles[pk].sticky_until
                if weight > 0 and until and until <= timezone.now():
                    # Who gives a weight wants the story on top, whatever ran out before.
                    values["sticky_until"] = None
                line = PlanLine(articles[pk], values=values)
                _do(WEIGHTS, line, by, "", kept)
        outcome = BulkOutcome()
        _note(outcome, WEIGHTS, None, kept, by, "")
    return outcome.entry


def _changed(articles: Collection[Article], current: Collection[Article]) -> list[tuple[str, str]]:
    why = gettext("somebody changed it meanwhile")
    same = {article.pk for article in current}
    return [(article.title, why) for article in articles if article.pk not in same]


def _do(act: BulkAction, line: PlanLine, by: Any, reason: str, kept: list[Values]) -> str:
    """Why it could not be done; empty when it was."""
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
    kept.append(
        {
            "story": article.pk,
            "title": article.title,
            "version": article.version,
            "before": before,
        }
    )
    return ""


def _note(
    outcome: BulkOutcome, act: BulkAction, value: Any, kept: list[Values], by: Any, reason: str
) -> None:
    outcome.done = len(kept)
    if kept:
        outcome.entry = AuditEntry.record(
            BULK, by, None, reason, what=act.name, value=value, stories=kept,
            skipped=len(outcome.skipped),
        )  # fmt: skip
