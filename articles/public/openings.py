"""The head of the page of a section or a topic, and its list by days: pure functions."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from articles.lib.site_calendar import site_day
from articles.models import Article

# Stories beside the one that opens the page.
BESIDE = 3

Day = tuple[dt.date, list[Article]]


class Opening(NamedTuple):
    """The stories at the head of a page: the one that opens it, and those beside it."""

    feature: Article
    beside: list[Article]


def opening_of(leading: Sequence[Article], others: Sequence[Article]) -> Opening | None:
    """Return the opening of a page that begins with `leading`, the stories that editors pinned, and
    goes on with `others`; None for a page without stories.

    The first of `leading` opens it, else the newest of `others` that has a picture, else the
    newest. Beside it stand all others of `leading`, and the next ones until there are `BESIDE`.
    """
    stories = [*leading, *others]
    if not stories:
        return None
    pictured = (article for article in others if article.cover and article.cover.picture)
    feature = leading[0] if leading else next(pictured, stories[0])
    rest = [article for article in stories if article.pk != feature.pk]
    return Opening(feature, rest[: max(BESIDE, len(leading) - 1)])


def by_day(articles: Sequence[Article], opening: Opening | None = None) -> list[Day]:
    """Return these articles by the days of their publication, in their order, without those of
    the opening."""
    shown = {article.pk for article in (opening.feature, *opening.beside)} if opening else set()
    rest = (article for article in articles if article.pk not in shown)
    return [(day, list(group)) for day, group in groupby(rest, key=_day)]


def _day(article: Article) -> dt.date:
    # Live articles have a time.
    return site_day(article.published_at)
