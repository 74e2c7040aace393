"""Says in words how the polling of a feed goes, and what a person can do about it."""

import datetime as dt

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from articles.ingest.feeds.silence import usual_per_day
from articles.lib.site_calendar import site_day
from articles.models import Feed, FeedPoll


def cause(code: str, status: int | None, reason: str) -> str:
    """Return what happened, as the beginning of a sentence without its end."""
    match code:
        case "status":
            return gettext("The server answered %(status)s") % {"status": status}
        case "gone":
            return gettext("The server answered 410: the feed ended for good")
        case "too-slow":
            return gettext("The server took too long to answer")
        case "too-large":
            limit = filesizeformat(settings.FEED_MAX_BYTES)
            return gettext("The answer was larger than %(limit)s") % {"limit": limit}
        case "damaged":
            return gettext("The answer was compressed, and could not be unpacked")
        case "redirects":
            return gettext("The address leads on and on, or to an unsafe place")
        case "private":
            return gettext("The address leads into a private network")
        case "address":
            return gettext("Newsroom may not call the address")
        case "web-page":
            return gettext("A web page came instead of a feed")
        case "not-a-feed":
            return gettext("What came is no feed")
        case "lost":
            return str(FeedPoll.Outcome.LOST.label)
        case "token":
            return gettext("The environment variable %(name)s is not set") % {"name": reason}
    return gettext("The server could not be reached, or broke off")


def advice(code: str, status: int | None, reason: str) -> str:
    """Return what a person can do about a failure; empty where waiting is the best."""
    match code, status:
        case "status", 401 | 403:
            return gettext("Look at the token, and whether the site lets programs read the feed.")
        case "status", 404:
            return gettext("Look on the site whether the feed has another address now.")
        case "status", 429:
            return gettext("It was asked too often: choose a longer time between polls.")
        case "web-page", _ if reason:
            return gettext("The page names these feeds: %(feeds)s") % {"feeds": reason}
        case (("web-page" | "not-a-feed"), _):
            return gettext("Open the address in a browser, and write that of the feed.")
        case "token", _:
            return gettext("Set it where the server is run, and restart the worker.")
        case (("redirects" | "private" | "address"), _):
            return gettext("Write the address at which the feed is today.")
        case "too-large", _:
            return gettext("Ask for fewer items, or raise FEED_MAX_BYTES.")
        case "gone", _:
            return gettext("Write a new address and switch it on again, or delete the feed.")
    return ""


def failure_in_words(feed: Feed) -> str:
    """Return how often the feed failed, why, since when, when the next try is, and what to do;
    empty for one that does not fail."""
    if not feed.last_code:
        return ""
    what = cause(feed.last_code, feed.last_status, feed.last_reason)
    hint = advice(feed.last_code, feed.last_status, feed.last_reason)
    if feed.gone_at:
        return f"{what}. {hint}"
    since = _moment(feed.failing_since)
    sentence = ngettext(
        "%(what)s at %(since)s.", "%(what)s; it failed %(count)d times since %(since)s.",
        feed.failures,
    ) % {"what": what, "since": since, "count": feed.failures}  # fmt: skip
    parts = [sentence]
    if feed.is_on and feed.next_poll_at:
        parts.append(gettext("The next try is at %(time)s.") % {"time": _moment(feed.next_poll_at)})
    return " ".join([*parts, hint]).strip()


def silence_in_words(feed: Feed, now: dt.datetime) -> str:
    """Return for how long nothing new came, and what is usual."""
    since = feed.last_item_at or feed.last_success_at
    hours = int((now - since).total_seconds() // 3600) if since else 0
    if hours < 72:
        nothing = ngettext(
            "Nothing new for %(count)d hour", "Nothing new for %(count)d hours", hours
        ) % {"count": hours}
    else:
        nothing = ngettext(
            "Nothing new for %(count)d day", "Nothing new for %(count)d days", hours // 24
        ) % {"count": hours // 24}
    usual = usual_in_words(feed, now)
    return f"{nothing}; {usual}." if usual else f"{nothing}."


def usual_in_words(feed: Feed, now: dt.datetime) -> str:
    """Return how much usually comes, such as “usually 14 a day”; empty where nobody knows yet."""
    rate = per_day(feed, now)
    if rate is None:
        return ""
    if rate >= 1:
        return ngettext("usually %(count)d a day", "usually %(count)d a day", round(rate)) % {
            "count": round(rate)
        }
    week = round(rate * 7)
    return ngettext("usually %(count)d a week", "usually %(count)d a week", week) % {"count": week}


def per_day(feed: Feed, now: dt.datetime) -> float | None:
    """Return how many new items usually come a day; None where that is not known yet."""
    began = site_day(feed.created_at)
    return usual_per_day(feed.new_by_day, began, site_day(now))


def _moment(moment: dt.datetime | None) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"
