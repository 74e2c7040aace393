"""The article of an article page, read in one query, and the details that its page shows."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, Model, QuerySet
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot, Row
from articles.models import Article, Category, Correction, Image, Source
from articles.public.navigation import LANG, NOW, NavigationLink
from articles.querysets import NOT_ON_CARDS
from articles.syndication.structured_data import CorrectionFacts, CoverFacts

# Columns that an article page does not show: the Markdown, and what export and search store.
_NOT_SHOWN = {*NOT_ON_CARDS} - {"body_html", "outline", "cta"}
# An article with fewer headings shows no list of them.
_MIN_HEADINGS = 3
_JOINED: dict[str, type[Model]] = {"source": Source, "category": Category, "cover": Image}


class ArticleDetails(NamedTuple):
    """The parts of an article page above and below the body, in values that can be compared.

    A missing value is None or empty. `outline` has level, anchor and text of each heading.
    """

    title: str
    summary: str
    category: NavigationLink | None
    source: NavigationLink | None
    source_website: str
    published_at: dt.datetime | None
    updated_at: dt.datetime | None
    reading_minutes: int
    word_count: int
    ai_label: str
    ai_note: str
    policy_url: str
    cover: CoverFacts | None
    outline: tuple[tuple[int, str, str], ...]
    corrections: tuple[CorrectionFacts, ...]
    calls_to_action: tuple[NavigationLink, ...]
    canonical_url: str


def article_details(
    article: Article, corrections: Iterable[Correction], policy_url: str
) -> ArticleDetails:
    """Return the details of an article in the active language. No query, when its source,
    category and cover are loaded.

    `policy_url` is the path of the page that says how articles are made, or empty.
    """
    category, source, cover = article.category, article.source, article.cover
    outline = tuple((entry["level"], entry["id"], entry["text"]) for entry in article.outline)
    return ArticleDetails(
        title=article.title,
        summary=article.summary,
        category=NavigationLink(category.name, category.get_absolute_url(), category.slug)
        if category
        else None,
        source=NavigationLink(source.name, source.get_absolute_url(), source.key)
        if source
        else None,
        source_website=source.url if source else "",
        published_at=article.published_at,
        updated_at=article.updated_for_readers,
        reading_minutes=article.reading_minutes,
        word_count=article.word_count,
        ai_label=article.ai_label,
        ai_note=article.ai_note,
        policy_url=policy_url,
        cover=CoverFacts(cover.picture, cover.alt, cover.caption, cover.credit) if cover else None,
        outline=outline if len(outline) >= _MIN_HEADINGS else (),
        corrections=tuple(
            CorrectionFacts(str(correction.get_kind_display()), correction.text, correction.date)
            for correction in corrections
        ),
        calls_to_action=tuple(
            NavigationLink(str(entry["label"]), str(entry["url"]), "")
            for entry in article.cta
            # The file contract requires neither key, and a link needs both.
            if isinstance(entry, dict) and entry.get("label") and entry.get("url")
        ),
        canonical_url=article.canonical_url,
    )


def get_live_article(lang: str, slug: str) -> Article | None:
    """Return the live article with this language and slug, with its source, category and cover;
    None when there is none. One query."""
    rows = _LIVE_ARTICLE.rows(lang=lang, slug=slug, now=timezone.now())
    if not rows:
        return None
    row = rows[0]
    columns = _columns(Article)
    article = Article.from_db(DEFAULT_DB_ALIAS, columns, row[: len(columns)])
    start = len(columns)
    for name, model in _JOINED.items():
        columns = _columns(model)
        values = row[start : start + len(columns)]
        start += len(columns)
        # The first column is the id: NULL where the article has no such row.
        joined = model.from_db(DEFAULT_DB_ALIAS, columns, values) if values[0] else None
        setattr(article, name, joined)
    return article


@cache
def _columns(model: type[Model]) -> list[str]:
    names = (field.attname for field in model._meta.concrete_fields)
    return [name for name in names if name not in _NOT_SHOWN]


def _querysets() -> list[QuerySet[Article, Row]]:
    articles = (
        Article.objects.in_language(LANG).live(NOW).filter(slug=QuerySlot("slug", CharField()))
    )
    joined = [f"{name}__{column}" for name, model in _JOINED.items() for column in _columns(model)]
    return [articles.values_list(*_columns(Article), *joined)]


_LIVE_ARTICLE = CompiledQuery(_querysets)
