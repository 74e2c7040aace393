"""What stands around one story: tags, corrections, translations, the stories before and after it,
related ones, and the menu. Two queries, whatever the number of stories."""

import datetime as dt
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet, Subquery, Value
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot, Row, instance
from articles.lib.urls import cached_reverse
from articles.models import Article, Correction, Tag, TaggedArticle
from articles.public.cards import Card, ask, columns_of
from articles.public.navigation import LANG, NOW, Navigation, NavigationLink, menu_of, parts
from articles.public.related import SECTION, Near, closest
from articles.querysets import ListedQuerySet

# So many tags speak for a story, and so many stories on each side speak for a tag.
TAGS = 5
EACH_SIDE = 4
RELATED = 4

_STORY = QuerySlot("story", BigIntegerField())
_AT = QuerySlot("at", DateTimeField())
_SECTION = QuerySlot("section", BigIntegerField())
_SOURCE = QuerySlot("source", BigIntegerField())
_EXTERNAL = QuerySlot("external_id", CharField())


class ArticleSurroundings(NamedTuple):
    """Everything is live, and in the story's language except `translations`, (language, url)."""

    tags: tuple[NavigationLink, ...]
    corrections: tuple[Correction, ...]
    translations: dict[str, str]
    newer: NavigationLink | None
    older: NavigationLink | None
    related: list[Card]
    menu: Navigation


def around(story: Article) -> ArticleSurroundings:
    """What stands around a live `story`, whose `known_tags` are set: two queries, one when
    nothing is related."""
    now, at = timezone.now(), story.published_at
    if at is None:
        raise ValueError("A story without a time stands nowhere.")
    question = _question(bool(story.source_id), bool(story.external_id))
    rows = question.unconverted(
        story=story.pk,
        at=at,
        lang=story.lang,
        now=now,
        section=story.category_id or 0,
        source=story.source_id,
        external_id=story.external_id,
    )
    found, tags, ids = _arranged(question, tuple(rows), story.lang, at)
    story.known_tags = list(tags)
    return found._replace(related=_related(ids, now)) if ids else found


# The same rows are arranged alike: nothing that changes can leave an old answer behind. 300 of
# them take about 5 MB.
@lru_cache(maxsize=300)
def _arranged(
    question: CompiledQuery, unconverted: tuple[Row, ...], lang: str, at: dt.datetime
) -> tuple[ArticleSurroundings, tuple[Tag, ...], list[int]]:
    """All but the cards of the related stories: those as ids, the best first."""
    rows = question.converted(unconverted)
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row[0], []).append(row)
    tags = sorted(kinds.get("tag", ()), key=lambda row: row[2])
    notes = sorted(kinds.get("correction", ()), key=lambda row: (row[5], row[1]), reverse=True)
    found = ArticleSurroundings(
        tags=tuple(
            NavigationLink(name, cached_reverse("tag", lang, slug), slug)
            for _kind, _id, _place, name, slug, _at in tags
        ),
        corrections=tuple(
            instance(Correction, {"id": pk, "kind": kind, "text": text, "date": date})
            for _kind, pk, _place, kind, text, date in notes
        ),
        translations={
            code: cached_reverse("article", code, slug)
            for _kind, _id, _place, code, slug, _at in kinds.get("translation", ())
            if code in settings.SITE_LANGUAGES
        },
        newer=_neighbour(kinds.get("newer"), lang),
        older=_neighbour(kinds.get("older"), lang),
        related=[],
        menu=menu_of(rows, lang),
    )
    known = tuple(
        instance(Tag, {"id": pk, "name": name, "slug": slug})
        for _kind, pk, _place, name, slug, _at in tags
    )
    return found, known, _closest(kinds, at)


def _neighbour(rows: list[Row] | None, lang: str) -> NavigationLink | None:
    if not rows:
        return None
    _kind, _id, _place, title, slug, _at = rows[0]
    return NavigationLink(title, cached_reverse("article", lang, slug), slug)


def _closest(kinds: dict[str, list[Row]], at: dt.datetime) -> list[int]:
    # Those before and after have links of their own.
    beside = {row[1] for side in ("newer", "older") for row in kinds.get(side, ())}
    sample = (
        Near(article_id, place, time)
        for _kind, article_id, place, _name, _slug, time in kinds.get("near", ())
        if article_id not in beside
    )
    return closest(sample, at, 2 * EACH_SIDE, RELATED)


def _related(ids: list[int], now: dt.datetime) -> list[Card]:
    padded = ids + [0] * (RELATED - len(ids))
    cards = ask(_CARDS, now=now, **{f"id{n}": pk for n, pk in enumerate(padded)})
    return sorted(cards, key=lambda card: ids.index(card.pk))


_CARDS = CompiledQuery(
    lambda: [
        columns_of(
            Article.objects.live(NOW).filter(
                pk__in=[QuerySlot(f"id{n}", BigIntegerField()) for n in range(RELATED)]
            )
        )
    ]
)


@cache
def _question(has_source: bool, has_external_id: bool) -> CompiledQuery:
    return CompiledQuery(lambda: _parts(has_source, has_external_id))


def _parts(has_source: bool, has_external_id: bool) -> list[QuerySet[Any, Any]]:
    """Rows of (kind, id, place, name, slug, time)."""
    links = TaggedArticle.objects.filter(content_object_id=_STORY)
    stories = Article.objects.in_language(LANG)
    found = [
        links.order_by().values_list(
            Value("tag"), "tag_id", "position", "tag__name", "tag__slug", "published_at"
        ),
        *(
            rows.values_list(Value(kind), "id", Value(0), "title", "slug", "published_at")
            for kind, rows in (("newer", _newer(stories, 1)), ("older", _older(stories, 1)))
        ),
        *_near(stories.filter(category_id=_SECTION), SECTION),
        *parts(),
    ]
    for place in range(TAGS):
        tag = Subquery(links.filter(position=place).order_by().values("tag_id")[:1])
        tagged = TaggedArticle.objects.filter(tag_id=tag).in_language(LANG)
        found += _near(tagged, place)
    notes = Correction.objects.filter(article_id=_STORY).order_by()
    found.append(
        notes.values_list(Value("correction"), "id", Value(0), "kind", "text", "date"),
    )
    if has_external_id:
        versions = Article.objects.live(NOW).versions(_SOURCE if has_source else None, _EXTERNAL)
        others = versions.exclude(pk=_STORY)
        found.append(
            others.values_list(Value("translation"), "id", Value(0), "lang", "slug", "published_at")
        )
    return found


def _near(rows: ListedQuerySet, place: int) -> list[QuerySet[Any, Any]]:
    empty = Value("", CharField())
    columns = (Value("near"), rows.article_id, Value(place), empty, empty, "published_at")
    sides = (_newer(rows, EACH_SIDE), _older(rows, EACH_SIDE))
    return [side.values_list(*columns) for side in sides]


def _newer(rows: ListedQuerySet, count: int) -> ListedQuerySet:
    return rows.live(NOW).after(_AT, _STORY).oldest_first()[:count]


def _older(rows: ListedQuerySet, count: int) -> ListedQuerySet:
    # What was live when the story was published: of two upper limits SQLite begins at either.
    return rows.live(_AT).before(_AT, _STORY).newest_first()[:count]
