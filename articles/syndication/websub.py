"""WebSub (W3C Recommendation, 2018): which feeds a change concerns, and the ping to the hub."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import background_task
from articles.lib.http import RequestRefused, post_form
from articles.models import Article
from articles.models.public_changes import PublicList, lists_of
from articles.syndication.exceptions import HubFailed, HubRefused
from articles.syndication.feed_formats import FORMATS

# Seconds for one request to the hub.
TIMEOUT = 5.0
# More feeds in one request would make a form that hubs refuse.
_FEEDS_PER_REQUEST = 50


def feed_urls(lists: Iterable[PublicList]) -> list[str]:
    """Return the absolute URLs of the feeds of `lists`, in every format.

    A list in a language that the site has not is left out: it has no page and no feed.
    """
    paths = [
        reverse(one.route, args=one.args) for one in lists if one.args[0] in settings.SITE_LANGUAGES
    ]
    return [f"{settings.SITE_URL}{path}feed.{extension}" for path in paths for extension in FORMATS]


def ping_feeds_of(lists: Iterable[PublicList], **kwargs: object) -> None:
    """Receive the signal `lists_changed`: enqueue the pings about the feeds of `lists`."""
    for urls in _batches(feed_urls(lists)):
        ping_hub.enqueue(urls)


@background_task(_("Tell the hub which feeds changed"), urgent=True)
def ping_hub(urls: list[str]) -> None:
    """Tell the hub in one request that the feeds at `urls` changed; nothing without a hub.

    A hub that is told twice only looks again. Raises HubFailed and HubRefused.
    """
    if not settings.WEBSUB_HUB:
        return
    fields = [("hub.mode", "publish"), *(("hub.url", url) for url in urls)]
    try:
        status = post_form(settings.WEBSUB_HUB, fields, timeout=TIMEOUT).status
    except RequestRefused as error:
        raise HubFailed(f"the hub was not reached: {error}") from error
    if status in _REFUSALS:
        raise HubRefused(f"the hub answered {status}: it takes no pings from this site")
    if not 200 <= status < 300:
        raise HubFailed(f"the hub answered {status}")


def ping_due(since: dt.datetime) -> int:
    """Tell the hub of articles that went live or ended by the clock after `since`; their number.

    Four queries at most. Raises HubFailed and HubRefused.
    """
    articles = Article.objects.for_cards().with_tags()
    due = [*articles.went_live_since(since), *articles.ended_since(since)]
    lists = [one for article in due for one in lists_of(article)]
    for urls in _batches(feed_urls(lists)):
        ping_hub.call(urls)
    return len(due)


@background_task(_("Tell the hub of stories that went live or ended by the clock"))
def ping_about_due(since: str) -> int:
    """Tell the hub of articles that went live or ended by the clock after `since`, a time in ISO
    8601; returns how many articles."""
    return ping_due(dt.datetime.fromisoformat(since))


# Answers that will be the same the next time.
_REFUSALS = {400, 401, 403, 404, 405, 410}


def _batches(urls: Iterable[str]) -> list[list[str]]:
    unique = sorted(set(urls))
    return [
        unique[start : start + _FEEDS_PER_REQUEST]
        for start in range(0, len(unique), _FEEDS_PER_REQUEST)
    ]
