"""WebSub (W3C Recommendation, 2018): which feeds a change concerns, and the ping to the hub."""

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

# Seconds for one request to the hub.
TIMEOUT = 5.0
# More feeds in one request would make a form that hubs refuse.
_FEEDS_PER_REQUEST = 50


def feed_urls(lists: Iterable[PublicList]) -> list[str]:
    """Return the absolute URLs of the feeds of `lists`, in every format."""
    paths = [reverse(one.route, args=one.args) for one in lists]
    return [f"{settings.SITE_URL}{path}feed.{extension}" for path in paths for extension in FORMATS]


def ping_feeds_of(lists: Iterable[PublicList], **kwargs: object) -> None:
    """Receive the signal `lists_changed`: ping the hub about the feeds of `lists`, and return."""
    ping(feed_urls(lists))


def ping(urls: Iterable[str]) -> "Future[None]":
    """Tell the hub in the background that the feeds at `urls` changed.

    The future is done when the hub has answered. A hub that fails is a warning in the log.
    """
    return _executor().submit(_send, settings.WEBSUB_HUB, sorted(set(urls)))


@cache
def _executor() -> ThreadPoolExecutor:
    # One thread is enough. A process that ends waits for it, so a command's pings are sent.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="websub")


def _send(hub: str, urls: list[str]) -> None:
    for start in range(0, len(urls), _FEEDS_PER_REQUEST):
        batch = urls[start : start + _FEEDS_PER_REQUEST]
        fields = [("hub.mode", "publish"), *(("hub.url", url) for url in batch)]
        try:
            status = post_form(hub, fields, timeout=TIMEOUT).status
        except RequestRefused as error:
            logger.warning("The hub %s was not pinged for %d feeds: %s", hub, len(batch), error)
            return
        if not 200 <= status < 300:
            logger.warning("The hub %s answered %d to a ping for %d feeds", hub, status, len(batch))
