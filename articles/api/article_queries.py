"""Which stories a question of the API means, page by page.

Every list is a walk along one index, from the place where the last page ended. What that index
does not know is asked of each story on the way, and a page looks at no more than `WINDOW` of
them: it may then hold fewer stories than were asked for, even none, and still say where the next
one begins. So a rare combination costs pages and never the whole table.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, Row
from articles.lib.keyset import LARGEST_ID, Position
from articles.models import Article, Category, Source, Tag, TaggedArticle
from articles.querysets import ListedQuerySet
from articles.search.index_position import (
    ID_BITS,
    article_id_at,
    first_position,
    position_of,
    second_of,
)
from articles.search.name_lookup import with_tags
from articles.search.query import ALL_LANGUAGES, parse
from articles.search.resolved_query import ResolvedQuery, category_key, language_key, source_key
from articles.search.results import newest_entries, resolve

WINDOW = 1000
# A transaction that began before another may end after it. What a client follows by the time of
# change is handed out only when nothing older can still appear.
SETTLED = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """What is asked for; empty or None asks for nothing. Labels by the words of their addresses."""

    lang: str = ""
    category: str = ""
    tag: str = ""
    source: str = ""
    sentiment: str = ""
    pinned: bool | None = None
    published_after: dt.datetime | None = None
    modified_after: dt.datetime | None = None
    q: str = ""

    @property
    def languages(self) -> list[str]:
        """Each is walked by itself: all indexes begin with the language."""
        return [self.lang] if self.lang else settings.SITE_LANGUAGES


class FoundPage(NamedTuple):
    """The ids of one page in their order, and where the next page begins; None at the end."""

    ids: list[int]
    next: Position | None


def find(wanted: ArticleFilters, after: Position | None, limit: int) -> FoundPage:
    """One page of at most `limit` live stories. One query; a search by `q` asks a few.

    With `q` the newest match comes first; with `modified_after` the oldest change; else the
    newest story.
    """
    now = timezone.now()
    if wanted.q.strip():
        return _matching(wanted, after, limit, now)
    if wanted.modified_after:
        return _changed(wanted, after, limit, now)
    if wanted.pinned:
        return _pinned(wanted, after, limit, now)
    return _newest(wanted, after, limit, now)


def _newest(
    wanted: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> FoundPage:
    rows, left = _leading(wanted)
    window = WINDOW if left else limit

    def walk(lang: str) -> ListedQuerySet:
        # Of two upper limits SQLite begins at either, so there is one.
        found = rows.in_language(lang).live(min(now, after.moment) if after else now)
        found = found.before(*after) if after else found
        if wanted.published_after:
            found = found.filter(published_at__gt=wanted.published_after)
        return found.newest_first()

    found = _walked(wanted, walk, rows, left, now, window + 1, "published_at")
    return _page(sorted(found, key=_place, reverse=True), limit, window)


def _changed(
    wanted: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> FoundPage:
    """By the time of change, the oldest first: what changes meanwhile moves to the end."""
    rows = Article.objects.recorded_until(now - SETTLED)
    left = [*_labels(wanted), "sentiment", "pinned", "published_after"]
    left = [name for name in left if _given(wanted, name)]
    start = after or Position(wanted.modified_after, LARGEST_ID)  # type: ignore[arg-type]
    window = WINDOW if left else limit

    def walk(lang: str) -> ListedQuerySet:
        return rows.in_language(lang).live(now).recorded_after(*start)

    found = _walked(wanted, walk, rows, left, now, window + 1, "recorded")
    return _page(sorted(found, key=_place), limit, window)


def _pinned(
    wanted: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> FoundPage:
    """All pins, which are few, are looked at for every page."""
    rows, left = _leading(wanted)
    left = [*left, "published_after"] if wanted.published_after else left
    left = [name for name in left if name != "pinned"]

    def walk(lang: str) -> ListedQuerySet:
        return rows.in_language(lang).live(now).pinned(now)

    pins = _walked(wanted, walk, rows, left, now, WINDOW, "published_at")
    found = sorted((row for row in pins if row[2]), key=_place, reverse=True)
    return _page([row for row in found if not after or _place(row) < after], limit, limit)


def _matching(
    wanted: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> FoundPage:
    question = _question(wanted, now)
    if question and after:
        question = replace(question, until=min(question.until, position_of(*after)))
    left = ["sentiment", "pinned", "published_after", "modified_after"]
    left = [name for name in left if _given(wanted, name)]
    window = WINDOW if left else limit
    answer = newest_entries(question, window + 1)
    places = [entry.position for entry in answer.entries]
    rows = Article.objects.live(now).filter(_fits(wanted, left, "", now))
    fitting = set(rows.filter(pk__in=map(article_id_at, places)).values_list("pk", flat=True))
    found = [
        (article_id_at(place), _moment(place), article_id_at(place) in fitting) for place in places
    ]
    page = _page(found, limit, window)
    if page.next is None and answer.reached is not None:
        return page._replace(next=Position(_moment(answer.reached), article_id_at(answer.reached)))
    return page


def _question(wanted: ArticleFilters, now: dt.datetime) -> ResolvedQuery | None:
    query = parse(wanted.q)
    if query.is_empty:
        return None
    if not wanted.lang and not query.langs:
        query = replace(query, langs=(ALL_LANGUAGES,))
    question = resolve(query, wanted.lang, now)
    if question is None:
        return None
    keys = list(question.keys)
    if wanted.lang:
        keys.append((language_key(wanted.lang),))
    for word, subject, field, key in (
        (wanted.category, Category, "slug", category_key),
        (wanted.source, Source, "key", source_key),
    ):
        if word:
            rows = subject._default_manager.filter(**{field: word})
            keys.append(tuple(map(key, rows.values_list("pk", flat=True))))
    tags = list(Tag.objects.filter(slug=wanted.tag).values_list("pk", flat=True))
    if not all(keys) or (wanted.tag and not tags):
        return None
    since = first_position(second_of(wanted.published_after)) if wanted.published_after else 0
    question = replace(question, keys=tuple(keys), since=max(question.since, since))
    return with_tags(question, tags)


# --- walking ------------------------------------------------------------------------------------


def _leading(wanted: ArticleFilters) -> tuple[Any, list[str]]:
    """The rows of the index that knows most of what is wanted, and what it does not know."""
    labels = _labels(wanted)
    left = [*labels[1:], *(n for n in ("sentiment", "pinned") if _given(wanted, n))]
    if not labels:
        return Article.objects.all(), left
    if labels[0] == "tag":
        return TaggedArticle.objects.filter(tag_id=_id_of(Tag, slug=wanted.tag)), left
    return Article.objects.filter(_label(wanted, labels[0], "")), left


def _labels(wanted: ArticleFilters) -> list[str]:
    """Those given; the one that leaves the fewest stories, as a rule, comes first."""
    return [name for name in ("tag", "source", "category") if _given(wanted, name)]


def _given(wanted: ArticleFilters, name: str) -> bool:
    return getattr(wanted, name) not in ("", None)


def _walked(
    wanted: ArticleFilters,
    walk: Callable[[str], Any],
    rows: Any,
    left: list[str],
    now: dt.datetime,
    most: int,
    moment: str,
) -> list[Row]:
    """(id, time, whether it fits) of at most `most` stories in each language, in no order."""
    article = "" if rows.article_id == "id" else f"{rows.article_id.removesuffix('_id')}__"
    fits: Any = Value(True, BooleanField())
    if left:
        fits = Case(When(_fits(wanted, left, article, now), then=fits), default=Value(False))
    columns = (rows.article_id, moment, "fits")
    return CompiledQuery(
        lambda: [
            walk(lang).annotate(fits=fits).values_list(*columns)[:most] for lang in wanted.languages
        ]
    ).rows()


def _fits(wanted: ArticleFilters, names: list[str], article: str, now: dt.datetime) -> Q:
    """What is wanted, as a condition on one story; `article` is the path to it."""
    found = Q()
    for name in names:
        if name == "sentiment":
            found &= Q(**{f"{article}sentiment": wanted.sentiment})
        elif name == "published_after":
            found &= Q(**{f"{article}published_at__gt": wanted.published_after})
        elif name == "modified_after":
            later = {f"{article}modified_at__gt": wanted.modified_after}
            found &= Q(**later) | Q(**{f"{article}published_at__gt": wanted.modified_after})
        elif name == "pinned":
            until = f"{article}sticky_until"
            on = Q(**{f"{article}sticky_weight__gt": 0}) & (
                Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": now})
            )
            found &= on if wanted.pinned else ~on
        else:
            found &= _label(wanted, name, article)
    return found


def _label(wanted: ArticleFilters, name: str, article: str) -> Q:
    if name == "category":
        return Q(**{f"{article}category_id": _id_of(Category, slug=wanted.category)})
    if name == "source":
        return Q(**{f"{article}source_id": _id_of(Source, key=wanted.source)})
    links = TaggedArticle.objects.filter(content_object_id=OuterRef("pk"))
    return Q(Exists(links.filter(tag_id=_id_of(Tag, slug=wanted.tag))))


def _id_of(model: Any, **word: str) -> Subquery:
    return Subquery(model._default_manager.filter(**word).order_by().values("pk")[:1])


def _page(found: list[Any], limit: int, window: int) -> FoundPage:
    """Of rows in their order, of which there is one more than the window where it was full."""
    looked_at = found[:window]
    fitting = [row for row in looked_at if row[2]]
    following = None
    if len(fitting) > limit:
        following = _place(fitting[limit - 1])
    elif len(found) > window:
        following = _place(looked_at[-1])
    return FoundPage([row[0] for row in fitting[:limit]], following)


def _place(row: Any) -> Position:
    return Position(row[1], row[0])


def _moment(place: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(place >> ID_BITS, dt.UTC)
