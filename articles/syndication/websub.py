"""WebSub (W3C Recommendation, 2018): which feeds a story is in, and telling the hub of them."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.urls import reverse

from articles.lib.http import RequestRefused, post_form
from articles.models.public_changes import PublicList
from articles.syndication.feed_formats import FORMATS

logger = logging.getLogger(__name__)

# Seconds that a hub has for everything.
PATIENCE = 5.0
# Feeds named in one request; more would make a form that hubs refuse.
_AT_ONCE = 50


def feed_addresses(lists: Iterable[PublicList]) -> list[str]:
    """The public addresses of the feeds of `lists`, in every format."""
    paths = [reverse(one.route, args=one.args) for one in lists]
    return [f"{settings.SITE_URL}{path}feed.{ending}" for path in paths for ending in FORMATS]


def tell_hub(lists: Iterable[PublicList], **kwargs: object) -> None:
    """Receiver of `lists_changed`: tell the hub of the feeds of `lists`, without waiting."""
    ping(feed_addresses(lists))


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
            status = post_form(hub, fields, timeout=PATIENCE).status
        except RequestRefused as error:
            logger.warning("The hub %s was not told of %d feeds: %s", hub, len(some), error)
            return
        if not 200 <= status < 300:
            logger.warning("The hub %s answered %d to %d feeds", hub, status, len(some))
