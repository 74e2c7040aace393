"""What follows a committed change that readers can see: the one place for it.

Models and imports say which public lists changed. Who acts on that (WebSub) is a receiver of
`lists_changed`, connected in `articles.apps`: the models know no network and start no thread.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.dispatch import Signal

# Sent after the commit, with `lists`: the PublicLists that changed, each once.
lists_changed = Signal()


class PublicList(NamedTuple):
    """A list on the readers' site: name and arguments of its route in `articles.urls`."""

    route: str
    args: tuple[str, ...]


def lists_of(article: Any, tags: Iterable[Any] | None = None) -> list[PublicList]:
    """The public lists that an Article is in when it is live, the front page first.

    `tags` are its tags, where the caller knows them; otherwise one query, unless prefetched.
    """
    tags = article.tag_list if tags is None else tags
    lists = [PublicList("home", (article.lang,))]
    if article.category:
        lists.append(PublicList("category", (article.lang, article.category.slug)))
    if article.source:
        lists.append(PublicList("source", (article.lang, article.source.key)))
    return lists + [PublicList("tag", (article.lang, tag.slug)) for tag in tags]


def announce(lists: Iterable[PublicList]) -> None:
    """Send `lists_changed` once the present transaction is committed, or now outside of one.

    An exception of a receiver is logged, and changes nothing that was committed.
    """
    send = partial(lists_changed.send, sender=PublicList, lists=tuple(dict.fromkeys(lists)))
    transaction.on_commit(send, robust=True)
