"""Undoing of bulk actions, exactly, for each article that nobody changed since."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.bulk.actions import UNDO_DAYS, BulkAction, action_named
from articles.editorial.bulk.plan import Addresses, UserType, may_change
from articles.editorial.bulk.run import BULK, BulkOutcome
from articles.editorial.bulk.values import (
    Values,
    locked_articles,
    stories,
    write,
)
from articles.models import Article, AuditEntry, Category
from articles.models.article_changes import recorded_together
from articles.models.exceptions import StaleArticle, WrongState


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One article of the bulk action, None if it is deleted; `why` it is not undone, or empty."""

    article: Article | None
    title: str
    before: Values
    why: str = ""


def can_be_undone(entry: AuditEntry) -> bool:
    """Whether the entry is of a bulk action that is not older than `UNDO_DAYS`."""
    since = timezone.now() - dt.timedelta(days=UNDO_DAYS)
    return entry.action == BULK and bool(entry.detail.get("stories")) and entry.created_at >= since


def act_of(entry: AuditEntry) -> BulkAction | None:
    """The bulk action of an audit entry; None where it is unknown by now."""
    return action_named(entry.detail.get("what", ""))


def steps(entry: AuditEntry, user: UserType) -> list[UndoStep]:
    """The steps of undoing `entry`; nothing is written."""
    records = entry.detail["stories"]
    return _steps(entry, stories(one["story"] for one in records), user)


def undo(entry: AuditEntry, by: Any) -> BulkOutcome:
    """Undo the bulk action of `entry` in one transaction, and record that."""
    outcome = BulkOutcome()
    act = act_of(entry)
    reason = gettext("Undone")
    with transaction.atomic(), recorded_together():
        rows = locked_articles(one["story"] for one in entry.detail["stories"])
        for step in _steps(entry, rows, by):
            why = step.why
            if not why and act and step.article:
                why = _undo_one(act, step.article, step.before, by, reason)
            if why:
                outcome.skipped.append((step.title, why))
            else:
                outcome.done += 1
        AuditEntry.record("bulk_undo", by, None, "", of=entry.pk, done=outcome.done)
    return outcome


def _steps(entry: AuditEntry, rows: Iterable[Article], user: UserType) -> list[UndoStep]:
    articles = {article.pk: article for article in rows}
    act = act_of(entry)
    records = entry.detail["stories"]
    sections = {one["before"]["category"] for one in records if one["before"].get("category")}
    sections -= set(Category.objects.filter(pk__in=sections).values_list("pk", flat=True))
    addresses = {
        lang: Addresses(
            lang, [articles[one["story"]] for one in records if one["story"] in articles]
        )
        for lang in {one["before"]["lang"] for one in records if "lang" in one["before"]}
    }
    undo_steps = []
    for one in records:
        article, before = articles.get(one["story"]), one["before"]
        why = _why_not(act, article, one, user)
        if not why and article and before.get("category") in sections:
            why = gettext("its section is gone")
        if not why and article and "lang" in before:
            why = addresses[before["lang"]].refuse(article)
        undo_steps.append(
            UndoStep(article, article.title if article else one["title"], before, why)
        )
    return undo_steps


def _why_not(act: BulkAction | None, article: Article | None, one: Values, user: UserType) -> str:
    if article is None:
        return gettext("deleted since")
    if act is None or not user.has_perm(f"articles.{act.permission}"):
        return gettext("your role does not allow it")
    if act.permission == "change_article" and not may_change(user, article):
        return gettext("readers see it: an editor must do it")
    if article.version != one.get("version"):
        return gettext("somebody changed it since")
    return ""


def _undo_one(act: BulkAction, article: Article, before: Values, by: User, reason: str) -> str:
    try:
        with transaction.atomic():
            if act.step:
                then = before["published_at"]
                published_at = then and dt.datetime.fromisoformat(then)
                article.undo_transition(act.step, by, published_at, reason)
            else:
                write(article, before, "undo", by, reason)
    except IntegrityError:
        return gettext("another story has this address in that language")
    except (StaleArticle, WrongState):
        return gettext("somebody changed it since")
    return ""
