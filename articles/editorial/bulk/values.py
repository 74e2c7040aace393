"""Values of an article that bulk actions change, as JSON: read and written.

A category is its id, tags are their names in order, a time is ISO 8601.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User

from articles.models import Article
from articles.models.revise import Changes
from articles.querysets import ArticleQuerySet

Values = dict[str, Any]


def stories(ids: Iterable[int]) -> ArticleQuerySet:
    """Articles with all that a plan, a revision and an undo read, in three queries."""
    return Article.objects.for_revision().filter(pk__in=list(ids)).order_by("pk")


def locked_articles(ids: Iterable[int]) -> ArticleQuerySet:
    """The articles with these ids and all that a bulk action reads of them, locked until the
    transaction ends; three queries."""
    return stories(ids).select_for_update(of=("self",))


def values_of(article: Article, names: Iterable[str]) -> Values:
    """The present values of `article` under these names."""
    return {name: _as_json(article, name) for name in names}


def _as_json(article: Article, name: str) -> object:
    if name == "category":
        return article.category_id
    if name == "tags":
        return [tag.name for tag in article.tag_list]
    value = getattr(article, name)
    return value.isoformat() if isinstance(value, dt.datetime) else value


def write(article: Article, values: Values, action: str, by: User | None, reason: str = "") -> None:
    """Revise the article, as it was loaded, to `values`; the audit entry can be undone.

    Raises StaleArticle, and IntegrityError when another article has the new address.
    """
    detail = {"before": values_of(article, values), "after": values}
    article.revise(Changes.from_values(values), by, reason, audit_action=action, detail=detail)
