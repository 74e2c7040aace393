"""Finds the articles that match the API's filters, page by page.

Every list is a walk along one index, from the position where the last page ended. Conditions that
this index does not hold are checked on each row of the walk, and a page checks no more than
`WINDOW` rows: it may then hold fewer articles than `limit`, even none, and still have a next page.
So a rare combination costs pages, and never the whole table.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Expression,
    Model,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from articles.api.article_filters import ArticleFilters
from articles.db.unions import union_rows
from articles.lib.keyset import LARGEST_ID, Position
from articles.models import Article, ArticleAuthor, Author, Category, Source, Tag, TaggedArticle
from articles.querysets import ListedQuerySet
from articles.search.index_position import (
    ID_BITS,
    article_id_at,
    first_position,
    position_of,
    second_of,
)
from articles.search.name_lookup import excluded_positions, with_tags
from articles.search.query import ALL_LANGUAGES, parse
from articles.search.resolved_query import ResolvedQuery, category_key, language_key, source_key
from articles.search.results import newest_entries, resolve

WINDOW = 1000
# A transaction that began before another may end after it. What a client follows by the time of
# change is handed out only when nothing older can still appear.
SETTLED = dt.timedelta(minutes=1)
# Filters whose articles are found by links: the model of those, and of what they link to.
_LINKS: dict[str, tuple[type[Model], type[Model]]] = {
    "author": (ArticleAuthor, Author),
    "tag": (TaggedArticle, Tag),
}


class IdPage(NamedTuple):
    """The ids of one page in their order, and its last position; None on the last page."""

    ids: list[int]
    next: Position | None


class CheckedRow(NamedTuple):
    """A row of a walk: the article, the time that the list is ordered by, whether it matches."""

    pk: int
    moment: dt.datetime
    matches: bool

    @property
    def position(self) -> Position:
        """The position of the row in its list: the time, then the id."""
        return Position(self.moment, self.pk)


def find_articles(filters: ArticleFilters, after: Position | None, limit: int) -> IdPage:
    """Return one page of at most `limit` live articles. One query; a search by `q` takes a few.

    With `q` the newest match comes first; with `modified_after` the oldest change; otherwise the
    newest article.
    """
    now = timezone.now()
    if filters.q.strip():
        return _search(filters, after, limit, now)
    if filters.modified_after:
        return _oldest_change_first(filters, after, limit, now)
    if filters.pinned:
        return _pinned(filters, after, limit, now)
    return _newest_first(filters, after, limit, now)


def _newest_first(
    filters: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> IdPage:
    index_rows, unchecked = _index_rows(filters)
    window = WINDOW if unchecked else limit

    def walk(lang: str) -> ListedQuerySet:
        # With two upper limits SQLite begins at either, so there is one.
        rows = index_rows.in_language(lang).live(now, min(now, after.moment) if after else None)
        rows = rows.before(*after) if after else rows
        if filters.published_after:
            rows = rows.filter(published_at__gt=filters.published_after)
        return rows.newest_first()

    rows = _walk(filters, walk, unchecked, now, window + 1)
    return _page(sorted(rows, key=lambda row: row.position, reverse=True), limit, window)


def _oldest_change_first(
    filters: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> IdPage:
    """Return a page by the time of change: an article that changes meanwhile moves to the end."""
    changes = Article.objects.recorded_until(now - SETTLED)
    unchecked = filters.given(
        "tag", "author", "source", "category", "sentiment", "pinned", "published_after"
    )
    start = after or Position(filters.modified_after, LARGEST_ID)  # type: ignore[arg-type]
    window = WINDOW if unchecked else limit

    def walk(lang: str) -> ListedQuerySet:
        return changes.in_language(lang).live(now).recorded_after(*start)

    rows = _walk(filters, walk, unchecked, now, window + 1, "recorded")
    return _page(sorted(rows, key=lambda row: row.position), limit, window)


def _pinned(
    filters: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> IdPage:
    """Return a page of pinned articles; they are few, and all are read for every page."""
    index_rows, unchecked = _index_rows(filters)
    unchecked = [name for name in unchecked if name != "pinned"]
    unchecked += filters.given("published_after")

    def walk(lang: str) -> ListedQuerySet:
        return index_rows.in_language(lang).live(now).pinned(now)

    rows = [row for row in _walk(filters, walk, unchecked, now, WINDOW) if row.matches]
    rows = [row for row in rows if not after or row.position < after]
    return _page(sorted(rows, key=lambda row: row.position, reverse=True), limit, limit)


def _search(
    filters: ArticleFilters, after: Position | None, limit: int, now: dt.datetime
) -> IdPage:
    query = _resolve(filters, now)
    if query and after:
        query = replace(query, until=min(query.until, position_of(*after)))
    unchecked = filters.given("author", "sentiment", "pinned", "published_after", "modified_after")
    window = WINDOW if unchecked else limit
    answer = newest_entries(query, window + 1)
    positions = [_index_position(entry.position) for entry in answer.entries]
    articles = Article.objects.filter(pk__in=[position.pk for position in positions])
    articles = articles.that_are_live(now).filter(_condition(filters, unchecked, "", now))
    matching = set(articles.values_list("pk", flat=True))
    matching -= {article_id_at(place) for place in excluded_positions(parse(filters.q))}
    rows = [CheckedRow(pk, moment, pk in matching) for moment, pk in positions]
    page = _page(rows, limit, window)
    if page.next is None and answer.reached is not None:
        return page._replace(next=_index_position(answer.reached))
    return page


def _resolve(filters: ArticleFilters, now: dt.datetime) -> ResolvedQuery | None:
    """Return the search query with the filters that the index knows; None if nothing can match."""
    query = parse(filters.q)
    if query.is_empty:
        return None
    if not filters.lang and not query.langs:
        query = replace(query, langs=(ALL_LANGUAGES,))
    resolved = resolve(query, filters.lang, now)
    if resolved is None:
        return None
    keys = list(resolved.keys)
    if filters.lang:
        keys.append((language_key(filters.lang),))
    if filters.category:
        categories = Category.objects.filter(slug=filters.category).values_list("pk", flat=True)
        keys.append(tuple(map(category_key, categories)))
    if filters.source:
        sources = Source.objects.called(filters.source).values_list("pk", flat=True)
        keys.append(tuple(map(source_key, sources)))
    tags = list(Tag.objects.filter(slug=filters.tag).values_list("pk", flat=True))
    if not all(keys) or (filters.tag and not tags):
        return None
    since = first_position(second_of(filters.published_after)) if filters.published_after else 0
    resolved = replace(resolved, keys=tuple(keys), since=max(resolved.since, since))
    return with_tags(resolved, tags)


# --- walking ------------------------------------------------------------------------------------


def _index_rows(filters: ArticleFilters) -> tuple[ListedQuerySet, list[str]]:
    """Return the rows of the index that holds most of the filters, and the filters it does not.

    An author has fewer articles than a tag, as a rule, that fewer than a source, and a source fewer
    than a category.
    """
    taxonomy = filters.given("author", "tag", "source", "category")
    unchecked = [*taxonomy[1:], *filters.given("sentiment", "pinned")]
    if not taxonomy:
        return Article.objects.all(), unchecked
    if taxonomy[0] in _LINKS:
        return _links(filters, taxonomy[0]), unchecked
    return Article.objects.filter(_condition(filters, taxonomy[:1], "", None)), unchecked


def _walk(
    filters: ArticleFilters,
    walk: Callable[[str], ListedQuerySet],
    unchecked: list[str],
    now: dt.datetime,
    size: int,
    moment: str = "published_at",
) -> list[CheckedRow]:
    """Return at most `size` rows of `walk(lang)` for each language, unordered. One query."""
    article_id = walk(filters.languages[0]).article_id
    article = "" if article_id == "id" else f"{article_id.removesuffix('_id')}__"
    matches: Expression = Value(True, BooleanField())
    if unchecked:
        condition = _condition(filters, unchecked, article, now)
        matches = Case(When(condition, then=matches), default=Value(False))
    rows = union_rows(
        [
            walk(lang).annotate(matches=matches).values_list(article_id, moment, "matches")[:size]
            for lang in filters.languages
        ]
    )
    return [CheckedRow(*row) for row in rows]


def _condition(
    filters: ArticleFilters, names: list[str], article: str, now: dt.datetime | None
) -> Q:
    """Return the filters `names` as a condition; `article` is the path from a row to its article,
    such as `content_object__`."""
    condition = Q()
    for name in names:
        if name == "sentiment":
            condition &= Q(**{f"{article}sentiment": filters.sentiment})
        elif name == "published_after":
            condition &= Q(**{f"{article}published_at__gt": filters.published_after})
        elif name == "modified_after":
            saved = Q(**{f"{article}modified_at__gt": filters.modified_after})
            condition &= saved | Q(**{f"{article}published_at__gt": filters.modified_after})
        elif name == "pinned":
            until = f"{article}sticky_until"
            pinned = Q(**{f"{article}sticky_weight__gt": 0}) & (
                Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": now})
            )
            condition &= pinned if filters.pinned else ~pinned
        elif name == "category":
            condition &= Q(**{f"{article}category_id": _id_of(Category, slug=filters.category)})
        elif name == "source":
            source = Subquery(Source.objects.called(filters.source).order_by().values("pk"))
            condition &= Q(**{f"{article}source_id": source})
        else:
            links = _links(filters, name).filter(content_object_id=OuterRef("pk"))
            condition &= Q(Exists(links))
    return condition


def _links(filters: ArticleFilters, name: str) -> Any:
    """Return the links of the tag or the author that the filter `name` gives."""
    links, targets = _LINKS[name]
    target = _id_of(targets, slug=getattr(filters, name))
    return links._default_manager.filter(**{f"{name}_id": target})


def _id_of(model: type[Model], **lookup: str) -> Subquery:
    return Subquery(model._default_manager.filter(**lookup).order_by().values("pk")[:1])


def _page(rows: list[CheckedRow], limit: int, window: int) -> IdPage:
    """Return the page that ordered `rows` give: one more than `window` where there are more."""
    matching = [row for row in rows[:window] if row.matches]
    last = None
    if len(matching) > limit:
        last = matching[limit - 1].position
    elif len(rows) > window:
        last = rows[window - 1].position
    return IdPage([row.pk for row in matching[:limit]], last)


def _index_position(place: int) -> Position:
    """Return the position of a place in the search index, which knows whole seconds."""
    return Position(dt.datetime.fromtimestamp(place >> ID_BITS, dt.UTC), article_id_at(place))
