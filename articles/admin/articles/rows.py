"""One story in one row of the desk: state, who, when, in plain words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from articles.lib.relative_time import in_words
from articles.models import Article, AuditEntry, Revision
from articles.workflow import Status

_COLUMNS = (
    "title", "slug", "lang", "status", "published_at", "modified_at", "created_at",
    "sticky_weight", "sticky_until", "version", "ai", "text_hash", "reviewed_hash", "source__name",
    "category__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowTime:
    """A time in words, for people to read, for machines, and in full."""

    words: str
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What a list shows of a story. `state` is the name of a colour, `word` the same in words;
    `where` is its place, `when` the time of its state, `by` who changed it last and when, `url`
    where readers see it (empty: nowhere), `machine` what they are told of a machine's part."""

    article: Article
    state: str
    word: str
    where: str
    when: RowTime
    by: str
    machine: str
    pinned: bool
    url: str

    @property
    def seen(self) -> str:
        """The story as it was looked at, for a form."""
        return f"{self.article.pk}.{self.article.version}"


def rows(ids: Sequence[int], now: dt.datetime) -> list[ArticleRow]:
    """The rows of these stories, in this order. One query."""
    revisions = Revision.objects.filter(article=OuterRef("pk")).order_by("-id")
    entries = AuditEntry.objects.filter(article=OuterRef("pk")).order_by("-id")
    name = f"author__{get_user_model().USERNAME_FIELD}"
    found: Any = Article.objects.filter(pk__in=ids).select_related("source", "category")
    found = found.only(*_COLUMNS).annotate(
        edited_by=Subquery(revisions.values(name)[:1]),
        edited_at=Subquery(revisions.values("created_at")[:1]),
        acted_by=Subquery(entries.values("actor_name")[:1]),
        acted_at=Subquery(entries.values("created_at")[:1]),
    )
    by_id = {article.pk: article for article in found}
    return [_row(by_id[pk], now) for pk in ids if pk in by_id]


def state_of(article: Article, now: dt.datetime) -> tuple[str, str]:
    """The name of the colour, and the word."""
    if article.status != Status.PUBLISHED:
        return article.status, article.get_status_display()
    if article.published_at and article.published_at <= now:
        return "live", gettext("Live")
    return "scheduled", gettext("Scheduled")


def time(moment: dt.datetime, now: dt.datetime) -> RowTime:
    """A time for a page of the desk."""
    local = localtime(moment)
    full = date_format(local, "DATETIME_FORMAT")
    return RowTime(in_words(moment, now), local.isoformat(timespec="minutes"), full)


def _row(article: Any, now: dt.datetime) -> ArticleRow:
    name, word = state_of(article, now)
    changed = article.modified_at
    when = article.published_at if article.is_published else changed
    category, source = article.category, article.source
    named = (category and category.name, article.slug, source and source.name)
    by = _who(article)
    if article.is_published and by:
        # Otherwise the time of the change is told already.
        by = f"{by}, {in_words(changed, now)}"
    return ArticleRow(
        article=article,
        state=name,
        word=word,
        where=" · ".join(filter(None, named)),
        when=time(when or changed, now),
        by=by,
        machine=article.ai_label,
        pinned=article.is_pinned,
        url=article.get_absolute_url() if name == "live" else "",
    )


def _who(article: Any) -> str:
    edited, acted = article.edited_at, article.acted_at
    by = article.acted_by if acted and (not edited or acted >= edited) else article.edited_by
    return by or ""
