"""The articles that stand around one: the one before, the one after, and those from which its page
chooses related ones. One query, written as SQL.

The query has two parts for the language, for the category and for each tag. Django would need
8.6 ms to build and compile the fourteen parts of a page; the text is made once and runs in 0.2 ms.
Each part is a walk along an index to a few rows. `live()` remains the rule: of the ids given here a
page shows those that are live.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection

from articles.models.taxonomy import TaggedArticle
from articles.workflow import Status

# A page looks for related articles by so many of its tags, the first ones.
TAGS = 5
# So many articles on each side in time, for the category and for each tag.
EACH_SIDE = 4
# Stand for the language and the category where a tag has its number.
LANGUAGE, CATEGORY = -2, -1
# SQLite joins at most 500 queries into one.
_TAGS_AT_ONCE = 200


class NearbyArticle(NamedTuple):
    """An article near another one in time: its id, what they share (the number of the tag in the
    list of tags that was asked for, or CATEGORY), its time of publication, and its end, if any."""

    article_id: int
    position: int
    published_at: dt.datetime
    expires_at: dt.datetime | None = None


class ArticlesAround(NamedTuple):
    """The ids of the next newer and older live article in the language, None at an end; and for the
    category and each tag the four nearest live articles on each side, in no order."""

    newer: int | None
    older: int | None
    sample: list[NearbyArticle]

    @property
    def ids(self) -> set[int]:
        """The ids of all these articles."""
        neighbours = {pk for pk in (self.newer, self.older) if pk is not None}
        return neighbours | {article.article_id for article in self.sample}


def articles_around(
    pk: int,
    lang: str,
    published_at: dt.datetime,
    category_id: int | None,
    tag_ids: Sequence[int],
    now: dt.datetime,
) -> ArticlesAround:
    """Return the articles live at `now` around the place of an article, which need not be live nor
    stored itself: its id, language, time, category, and the ids of tags.

    One query for every 200 tags. An article with a tag among its first five stands in the sample
    of another one by that tag exactly if this one, asked with the tag, is in its own sample.
    """
    newer = older = None
    sample = []
    for start, sql, parameters in _statements(pk, lang, published_at, category_id, tag_ids, now):
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = cursor.fetchall()
        times = _times({time for _id, *both, _position in rows for time in both if time})
        for article_id, time, end, position in rows:
            if position == LANGUAGE:
                if (times[time], article_id) > (published_at, pk):
                    newer = article_id
                else:
                    older = article_id
            else:
                number = position + start if position >= 0 else position
                sample.append(NearbyArticle(article_id, number, times[time], times.get(end)))
    return ArticlesAround(newer, older, sample)


def _statements(
    pk: int,
    lang: str,
    published_at: dt.datetime,
    category_id: int | None,
    tag_ids: Sequence[int],
    now: dt.datetime,
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield each query with its parameters, and the number of the tag with which it begins."""
    adapt = connection.ops.adapt_datetimefield_value
    values = {
        "pk": pk,
        "lang": lang,
        "at": adapt(published_at),
        "now": adapt(now),
        "published": Status.PUBLISHED.value,
        "category": category_id,
    }
    for start in range(0, len(tag_ids) or 1, _TAGS_AT_ONCE):
        tags = tag_ids[start : start + _TAGS_AT_ONCE]
        sql = _statement(len(tags), category_id is not None and not start, not start)
        yield start, sql, values | {f"tag{number}": pk for number, pk in enumerate(tags)}


def _times(stored: set[Any]) -> dict[Any, dt.datetime]:
    """Times of publication as Python knows them, by those of the database."""
    column = TaggedArticle._meta.get_field("published_at").cached_col
    times = {value: value for value in stored}
    converters = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
    for convert in converters:
        times = {key: convert(value, column, connection) for key, value in times.items()}
    return times


@lru_cache(maxsize=50)
def _statement(tags: int, has_category: bool, has_language: bool) -> str:
    links = TaggedArticle._meta.db_table
    articles = apps.get_model("articles", "Article")._meta.db_table
    parts: list[str] = []
    if has_language:
        parts += _sides(LANGUAGE, articles, "id", "", 1)
    if has_category:
        parts += _sides(CATEGORY, articles, "id", "category_id = %(category)s AND", EACH_SIDE)
    for number in range(tags):
        condition = f"tag_id = %(tag{number})s AND"
        parts += _sides(number, links, "content_object_id", condition, EACH_SIDE)
    # Each part is a subquery of its own, where alone SQLite allows a LIMIT.
    return " UNION ALL ".join(
        f"SELECT id, published_at, expires_at, position FROM ({part}) AS part{number}"  # noqa: S608 # nosec B608
        for number, part in enumerate(parts)
    )


def _sides(position: int, table: str, pk: str, condition: str, limit: int) -> Iterator[str]:
    """Yield the queries of the newer and of the older rows of `table`, the nearest first."""
    # Names of ours, and placeholders where values stand.
    rows = (
        f"SELECT {pk} AS id, published_at, expires_at, {position} AS position FROM {table} "  # noqa: S608 # nosec B608
        f"WHERE {condition} lang = %(lang)s AND status = %(published)s"
        " AND NOT (expires_at <= %(now)s AND expires_at IS NOT NULL)"
    )
    yield (
        f"{rows} AND published_at <= %(now)s AND published_at >= %(at)s"
        f" AND (published_at > %(at)s OR {pk} > %(pk)s)"
        f" ORDER BY published_at, {pk} LIMIT {limit}"
    )
    # Older articles were live when this one was published. Only one upper limit: given two, SQLite
    # may start at the later one.
    yield (
        f"{rows} AND published_at <= %(at)s AND (published_at < %(at)s OR {pk} < %(pk)s)"
        f" ORDER BY published_at DESC, {pk} DESC LIMIT {limit}"
    )
