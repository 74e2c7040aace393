"""Which stories lead the front page, and what their weights must be for another order."""

import datetime as dt
from collections.abc import Sequence

from articles.models import Article
from articles.models.article_columns import WEIGHT_MAX
from articles.querysets import PIN_LIMIT


def pinned(lang: str, now: dt.datetime) -> list[Article]:
    """The stories that lead the front page of `lang`, in its order; and one more if there are
    more pins than it shows. One query."""
    rows = Article.objects.in_language(lang).live(now).pinned(now)
    columns = ("title", "slug", "lang", "status", "published_at", "sticky_weight", "sticky_until")
    return list(rows.only(*columns, "modified_at")[: PIN_LIMIT + 1])


def weights_for(order: Sequence[int], weights: dict[int, int], below: int = 0) -> dict[int, int]:
    """Weights with which these stories stand in `order`, all above `below`.

    The weights that are there stay where they can, so that a story that was lifted far above
    the others by hand does not lose that to a drag.
    """
    kept = sorted((weights[pk] for pk in order), reverse=True)
    floor = below
    for place in reversed(range(len(kept))):
        kept[place] = floor = max(kept[place], floor + 1)
    if kept and kept[0] > WEIGHT_MAX:
        kept = list(range(WEIGHT_MAX, WEIGHT_MAX - len(kept), -1))
    return dict(zip(order, kept, strict=True))
