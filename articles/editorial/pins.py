"""The pinned articles of the front page, and the weights for another order of them."""

import datetime as dt
from collections.abc import Sequence

from articles.models import Article
from articles.models.article_columns import WEIGHT_MAX
from articles.querysets import PIN_LIMIT


def pinned(lang: str, now: dt.datetime) -> list[Article]:
    """The pinned articles of the front page of `lang`, in its order; one query.

    With one article more than the page shows, where there are more.
    """
    rows = Article.objects.in_language(lang).live(now).pinned(now)
    columns = ("title", "slug", "lang", "status", "published_at", "expires_at", "sticky_weight",
        "sticky_until",
    )  # fmt: skip
    return list(rows.only(*columns, "modified_at")[: PIN_LIMIT + 1])


def weights_for(order: Sequence[int], weights: dict[int, int], below: int = 0) -> dict[int, int]:
    """Weights by article id that put the articles in `order`, all above `below`.

    Present weights are kept where possible: a weight that somebody set far above the others
    stays so when the order is changed by dragging.
    """
    descending = sorted((weights[pk] for pk in order), reverse=True)
    floor = below
    for place in reversed(range(len(descending))):
        descending[place] = floor = max(descending[place], floor + 1)
    if descending and descending[0] > WEIGHT_MAX:
        descending = list(range(WEIGHT_MAX, WEIGHT_MAX - len(descending), -1))
    return dict(zip(order, descending, strict=True))
