"""WebSub (W3C Recommendation, 2018): which feeds a story is in, and telling the hub of them."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from articles.lib.http import Refused, post

logger = logging.getLogger(__name__)

ENDINGS = ("rss", "atom", "json")
# Seconds that a hub has for everything.
PATIENCE = 5.0
# Feeds named in one request; more would make a form that hubs refuse.
_AT_ONCE = 50


def feed_addresses(article: Any, tags: Iterable[Any] | None = None) -> list[str]:
    """The public addresses of every feed that `article` is in when it is live.

    `tags` are its tags, where the caller knows them.
    """
    tags = article.tag_list if tags is None else tags
    lists = [reverse("home", args=[article.lang])]
    if article.category:
        lists.append(reverse("category", args=[article.lang, article.category.slug]))
    if article.source:
        lists.append(reverse("source", args=[article.lang, article.source.key]))
    lists += [reverse("tag", args=[article.lang, tag.slug]) for tag in tags]
    return [f"{settings.SITE_URL}{path}feed.{ending}" for path in lists for ending in ENDINGS]


def ping(addresses: Iterable[str]) -> "Future[None]":
    """Tell the hub that the feeds at `addresses` changed, without waiting for it.

    A hub that fails is a line in the log and nothing more.
    """
    return _post_room().submit(_ping, settings.WEBSUB_HUB, sorted(set(addresses)))


@cache
def _post_room() -> ThreadPoolExecutor:
    # One at a time is enough, and what a command has said is sent before its process ends.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="websub")


def _ping(hub: str, addresses: list[str]) -> None:
    for start in range(0, len(addresses), _AT_ONCE):
        some = addresses[start : start + _AT_ONCE]
        fields = [("hub.mode", "publish"), *(("hub.url", address) for address in some)]
        try:
            status = post(hub, fields, patience=PATIENCE).status
        except Refused as error:
            logger.warning("The hub %s was not told of %d feeds: %s", hub, len(some), error)
            return
        if not 200 <= status < 300:
            logger.warning("The hub %s answered %d to %d feeds", hub, status, len(some))
