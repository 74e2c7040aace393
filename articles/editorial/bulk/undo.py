"""Takes an act on many stories back, exactly, for each story that nobody touched since."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.bulk.actions import UNDO_DAYS, BulkAction, act_named
from articles.editorial.bulk.plan import Addresses, may_change
from articles.editorial.bulk.run import BULK, BulkOutcome
from articles.editorial.bulk.values import (
    Values,
    held,
    stories,
    write,
)
from articles.models import Article, AuditEntry, Category
from articles.models.exceptions import StaleArticle, WrongState


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One story of the act: `why` it stays as it is, or empty. None: it is gone."""

    article: Article | None
    title: str
    before: Values
    why: str = ""


def can_be_undone(entry: AuditEntry) -> bool:
    """Whether it is an act on many stories, and not too old."""
    since = timezone.now() - dt.timedelta(days=UNDO_DAYS)
    return entry.action == BULK and bool(entry.detail.get("stories")) and entry.created_at >= since


def act_of(entry: AuditEntry) -> BulkAction | None:
    """What was done."""
    return act_named(entry.detail.get("what", ""))


def steps(entry: AuditEntry, user: Any) -> list[UndoStep]:
    """What undoing would do to each story; nothing is written."""
    kept = entry.detail["stories"]
    return _steps(entry, stories(one["story"] for one in kept), user)


def undo(entry: AuditEntry, by: Any) -> BulkOutcome:
    """Take it back, in one transaction."""
    outcome = BulkOutcome()
    act = act_of(entry)
    reason = gettext("Undone")
    with transaction.atomic():
        rows = held(one["story"] for one in entry.detail["stories"])
        for step in _steps(entry, rows, by):
            why = step.why
            if not why and act and step.article:
                why = _take_back(act, step.article, step.before, by, reason)
            if why:
                outcome.skipped.append((step.title, why))
            else:
                outcome.done += 1
        AuditEntry.record("bulk_undo", by, None, "", of=entry.pk, done=outcome.done)
    return outcome


def _steps(entry: AuditEntry, rows: Any, user: Any) -> list[UndoStep]:
    articles = {article.pk: article for article in rows}
    act = act_of(entry)
    kept = entry.detail["stories"]
    sections = {one["before"]["category"] for one in kept if one["before"].get("category")}
    sections -= set(Category.objects.filter(pk__in=sections).values_list("pk", flat=True))
    addresses = {
        lang: Addresses(lang, [articles[one["story"]] for one in kept if one["story"] in articles])
        for lang in {one["before"]["lang"] for one in kept if "lang" in one["before"]}
    }
    found = []
    for one in kept:
        article, before = articles.get(one["story"]), one["before"]
        why = _why_not(act, article, one, user)
        if not why and article and before.get("category") in sections:
            why = gettext("its section is gone")
        if not why and article and "lang" in before:
            why = addresses[before["lang"]].refuse(article)
        found.append(UndoStep(article, article.title if article else one["title"], before, why))
    return found


def _why_not(act: BulkAction | None, article: Article | None, one: Values, user: Any) -> str:
    if article is None:
        return gettext("deleted since")
    if act is None or not user.has_perm(f"articles.{act.permission}"):
        return gettext("your role does not allow it")
    if act.permission == "change_article" and not may_change(user, article):
        return gettext("readers see it: an editor must do it")
    if article.version != one.get("version"):
        return gettext("somebody changed it since")
    return ""


def _take_back(act: BulkAction, article: Article, before: Values, by: Any, reason: str) -> str:
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
