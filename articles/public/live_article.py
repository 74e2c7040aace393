"""The story of an article page, read in one query, and what stands above it."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, Model
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.models import Article, Category, Correction, Image, Source
from articles.public.navigation import LANG, NOW, NavigationLink
from articles.querysets import NOT_ON_CARDS
from articles.syndication.structured_data import CorrectionFacts, CoverFacts

# What a page of a story does not show either: the Markdown, and what files and search know.
_NOT_SHOWN = {*NOT_ON_CARDS} - {"body_html", "outline", "cta"}
# A shorter story needs no list of its headings.
_OUTLINED = 3
_JOINED: dict[str, type[Model]] = {"source": Source, "category": Category, "cover": Image}


class ArticlePageFacts(NamedTuple):
    """What stands above and below the text of a story, in values that can be compared. Missing is
    None or empty. `outline` has level, anchor and text of each heading."""

    title: str
    summary: str
    section: NavigationLink | None
    source: NavigationLink | None
    source_site: str
    published_at: dt.datetime | None
    updated_at: dt.datetime | None
    minutes: int
    words: int
    label: str
    made: str
    policy_url: str
    cover: CoverFacts | None
    outline: tuple[tuple[int, str, str], ...]
    corrections: tuple[CorrectionFacts, ...]
    actions: tuple[NavigationLink, ...]
    canonical_url: str


def facts(story: Article, corrections: Iterable[Correction], policy_url: str) -> ArticlePageFacts:
    """Those of a story in the language of the page; `policy_url` explains its label."""
    section, source, cover = story.category, story.source, story.cover
    outline = tuple((entry["level"], entry["id"], entry["text"]) for entry in story.outline)
    return ArticlePageFacts(
        title=story.title,
        summary=story.summary,
        section=NavigationLink(section.name, section.get_absolute_url(), section.slug)
        if section
        else None,
        source=NavigationLink(source.name, source.get_absolute_url(), source.key)
        if source
        else None,
        source_site=source.url if source else "",
        published_at=story.published_at,
        updated_at=story.updated_for_readers,
        minutes=story.reading_minutes,
        words=story.word_count,
        label=story.ai_label,
        made=story.ai_note,
        policy_url=policy_url,
        cover=CoverFacts(cover.picture, cover.alt, cover.caption, cover.credit) if cover else None,
        outline=outline if len(outline) >= _OUTLINED else (),
        corrections=tuple(
            CorrectionFacts(str(note.get_kind_display()), note.text, note.date)
            for note in corrections
        ),
        actions=tuple(
            NavigationLink(str(action["label"]), str(action["url"]), "")
            for action in story.cta
            # The contract asks for neither, and a link has both.
            if isinstance(action, dict) and action.get("label") and action.get("url")
        ),
        canonical_url=story.canonical_url,
    )


def live_story(lang: str, slug: str) -> Article | None:
    """The live article of an address, with its source, category and cover."""
    found = _STORY.rows(lang=lang, slug=slug, now=timezone.now())
    if not found:
        return None
    row = found[0]
    columns = _columns(Article)
    story = Article.from_db(DEFAULT_DB_ALIAS, columns, row[: len(columns)])
    start = len(columns)
    for name, model in _JOINED.items():
        columns = _columns(model)
        values = row[start : start + len(columns)]
        start += len(columns)
        # The first column is the id: without it nothing was joined.
        joined = model.from_db(DEFAULT_DB_ALIAS, columns, values) if values[0] else None
        setattr(story, name, joined)
    return story


@cache
def _columns(model: type[Model]) -> list[str]:
    names = (field.attname for field in model._meta.concrete_fields)
    return [name for name in names if name not in _NOT_SHOWN]


def _stories() -> list[Any]:
    stories = (
        Article.objects.in_language(LANG).live(NOW).filter(slug=QuerySlot("slug", CharField()))
    )
    joined = [f"{name}__{column}" for name, model in _JOINED.items() for column in _columns(model)]
    return [stories.values_list(*_columns(Article), *joined)]


_STORY = CompiledQuery(_stories)
