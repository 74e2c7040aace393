"""The one place for everything that follows the commit of a change that readers can see.

Models and imports say which public lists changed. Receivers of `lists_changed` act on it (WebSub,
connected in `articles.apps`): the models know no network and start no thread.
"""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.dispatch import Signal

from articles.models.article_columns import ArticleColumns
from articles.models.taxonomy import Tag

# Sent after the commit, with `lists`: the PublicLists that changed, each once.
lists_changed = Signal()


class PublicList(NamedTuple):
    """A list on the readers' site: name and arguments of its route in `articles.urls`."""

    route: str
    args: tuple[str, ...]


def lists_of(article: ArticleColumns, tags: Iterable[Tag] | None = None) -> list[PublicList]:
    """The public lists that contain an article when it is live, the front page first.

    `tags` are its tags, where the caller knows them; otherwise one query, unless prefetched. One
    more where it names authors, unless those are loaded.
    """
    tags = article.tag_list if tags is None else tags
    lists = [PublicList("home", (article.lang,))]
    if article.category:
        lists.append(PublicList("category", (article.lang, article.category.slug)))
    if article.source:
        lists.append(PublicList("source", (article.lang, article.source.key)))
    lists += [PublicList("tag", (article.lang, tag.slug)) for tag in tags]
    return lists + [PublicList("author", (article.lang, one.slug)) for one in article.author_list]


def public_lists(article: ArticleColumns, tags: Iterable[Tag] | None = None) -> list[PublicList]:
    """The lists where readers see `article` now: empty unless it is live.

    Empty also, and without a query, while nothing listens to `lists_changed`.
    """
    return lists_of(article, tags) if lists_changed.has_listeners() and article.is_live else []


def announce(lists: Iterable[PublicList]) -> None:
    """Send `lists_changed` once the present transaction is committed, or now outside of one.

    Sends nothing for no lists. An exception of a receiver is logged, and changes nothing that
    was committed.
    """
    if unique := tuple(dict.fromkeys(lists)):
        send = partial(lists_changed.send, sender=PublicList, lists=unique)
        transaction.on_commit(send, robust=True)
