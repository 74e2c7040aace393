"""Rows of articles for the change list and the dashboard: state, times and people in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime

from articles.lib.moments import machine_readable
from articles.lib.relative_time import relative_time
from articles.models import Article, AuditEntry, Revision
from articles.workflow import SHOWN_STATUS_LABELS

_COLUMNS = (
    "title", "slug", "lang", "status", "published_at", "expires_at", "modified_at", "created_at",
    "sticky_weight", "sticky_until", "version", "ai", "text_hash", "reviewed_hash", "source__name",
    "category__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowTime:
    """A time in relative words, as ISO 8601, and in full for people."""

    words: str
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list.

    `state` is the name of the state's colour and `word` its label; `where` is category, slug and
    source; `when` is the time of publication, or of the last change before it; `by` is who changed
    it last, and when; `machine` is the AI label that readers see; `url` is the public address,
    empty while there is none.
    """

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
        """The article and its version (`id.version`), posted back by the form of a bulk action."""
        return f"{self.article.pk}.{self.article.version}"


def article_rows(ids: Sequence[int], now: dt.datetime) -> list[ArticleRow]:
    """The rows of the articles with these ids, in this order; missing ones are left out.

    One query.
    """
    revisions = Revision.objects.filter(article=OuterRef("pk")).order_by("-id")
    entries = AuditEntry.objects.filter(article=OuterRef("pk")).order_by("-id")
    name = f"author__{get_user_model().USERNAME_FIELD}"
    articles = Article.objects.filter(pk__in=ids).select_related("source", "category")
    annotated = articles.only(*_COLUMNS).annotate(
        edited_by=Subquery(revisions.values(name)[:1]),
        edited_at=Subquery(revisions.values("created_at")[:1]),
        acted_by=Subquery(entries.values("actor_name")[:1]),
        acted_at=Subquery(entries.values("created_at")[:1]),
    )
    by_id = {article.pk: article for article in annotated}
    return [_row(by_id[pk], now) for pk in ids if pk in by_id]


def shown_state(article: Article, now: dt.datetime) -> tuple[str, str]:
    """The name of the state's colour (a CSS class), and its label."""
    status = article.shown_status(now)
    return str(status), str(SHOWN_STATUS_LABELS[status])


def row_time(moment: dt.datetime, now: dt.datetime) -> RowTime:
    """A time as lists of the admin show it."""
    full = date_format(localtime(moment), "DATETIME_FORMAT")
    return RowTime(relative_time(moment, now), machine_readable(moment, "minutes"), full)


def _row(article: Article, now: dt.datetime) -> ArticleRow:
    state, word = shown_state(article, now)
    modified = article.modified_at
    when = article.published_at if article.is_published else modified
    category, source = article.category, article.source
    names = (category.name if category else "", article.slug, source.name if source else "")
    by = _last_person(article)
    if article.is_published and by:
        # For other states `when` is the time of the change already.
        by = f"{by}, {relative_time(modified, now)}"
    return ArticleRow(
        article=article,
        state=state,
        word=word,
        where=" · ".join(filter(None, names)),
        when=row_time(when or modified, now),
        by=by,
        machine=article.ai_label,
        pinned=article.is_pinned,
        url=article.get_absolute_url() if state == "live" else "",
    )


def _last_person(article: Any) -> str:
    """The name of whoever edited or moved an annotated article last; empty for an import."""
    edited, acted = article.edited_at, article.acted_at
    name = article.acted_by if acted and (not edited or acted >= edited) else article.edited_by
    return name or ""
