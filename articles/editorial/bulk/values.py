"""Values of one story that an act on many changes: read, written and compared.

In JSON: a section is its id, tags are their names in order, a time is ISO 8601.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone

from articles.models import Article, AuditEntry, PastAddress, TaggedArticle
from articles.models.exceptions import StaleArticle
from articles.querysets import ArticleQuerySet
from articles.workflow import TRANSITIONS

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
Values = dict[str, Any]


def edition(article: Article) -> int:
    """Changes with every write of the story: what a page shows of it is claimed by this."""
    return (article.modified_at - _EPOCH) // dt.timedelta(microseconds=1)


def stories(ids: Iterable[int]) -> ArticleQuerySet:
    """With all that a plan, a revision and an undo read of them, in two queries more."""
    links = Prefetch("tag_links", TaggedArticle.objects.select_related("tag"))
    rows = Article.objects.filter(pk__in=list(ids)).select_related("source", "category", "cover")
    return rows.prefetch_related("cover__variants", links).order_by("pk")


def held(ids: Iterable[int]) -> ArticleQuerySet:
    """The same, kept from other writers until the transaction ends."""
    return stories(ids).select_for_update(of=("self",))


def values_of(article: Article, names: Iterable[str]) -> Values:
    """What stands there now, under these names."""
    return {name: _as_json(article, name) for name in names}


def _as_json(article: Article, name: str) -> Any:
    if name == "category":
        return article.category_id
    if name == "tags":
        return [tag.name for tag in article.tag_list]
    value = getattr(article, name)
    return value.isoformat() if isinstance(value, dt.datetime) else value


def write(article: Article, values: Values, act: str, by: Any, reason: str = "") -> None:
    """Write `values` into the story as it was loaded, and keep what was.

    Raises StaleArticle; IntegrityError when another story has the new address. In a transaction.
    """
    before = values_of(article, values)
    article.keep_revision("edit", by, reason)
    address = article.get_absolute_url()
    columns = {_COLUMNS.get(name, name): _from_json(name, v) for name, v in values.items()}
    tags = columns.pop("tags", None)
    _claim(article, columns)
    if tags is not None:
        article.tags.set(tags)
    if "lang" in columns:
        # The text is rendered and folded by its language.
        article.save()
        PastAddress.moved(article, address)
    article.sync_tag_links()
    if article.is_live:
        article.announce()
    AuditEntry.note(act, by, article, reason, before=before, after=values)


def take_back(article: Article, step: str, before: Values, by: Any, reason: str) -> None:
    """Undo a transition: the state before it, and the time that the story had then."""
    then = before["published_at"]
    article.take_back(TRANSITIONS[step], by, then and dt.datetime.fromisoformat(then), reason)


_COLUMNS = {"category": "category_id"}


def _from_json(name: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if name == "sticky_until" and value else value


def _claim(article: Article, columns: Values) -> None:
    now = timezone.now()
    row = Article.objects.filter(pk=article.pk, modified_at=article.modified_at)
    if row.update(**columns, version=F("version") + 1, modified_at=now) != 1:
        raise StaleArticle
    article.version += 1
    article.modified_at = now
    for name, value in columns.items():
        setattr(article, name, value)
