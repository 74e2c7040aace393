"""Asks the server of a feed, as politely as it can be done, and says what came."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils import timezone

from articles.ingest.feeds.delays import retry_after
from articles.ingest.feeds.exceptions import FeedFailed, FeedGone
from articles.lib.ascii_urls import split_url
from articles.lib.http import RequestRefused, get
from articles.models import Feed

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
# What the columns of a feed hold.
_MAX_ETAG, _MAX_DATE, _MAX_URL = 500, 100, 1000


@dataclass(frozen=True, slots=True)
class FetchedFeed:
    """The answer of a feed's server: `body` is None where nothing changed since the last time.

    `url` is the address that answered, `moved_to` the one to ask from now on, if another; both
    without the token.
    """

    status: int
    body: bytes | None
    content_type: str
    etag: str
    last_modified: str
    url: str
    moved_to: str


def fetch(feed: Feed, *, timeout: float, max_bytes: int) -> FetchedFeed:
    """Ask for a feed, without its text where that did not change.

    Raises FeedGone for 410, and FeedFailed for everything that is no answer of 200 or 304.
    """
    headers = {"Accept": _ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    url = _with_token(feed, headers)
    try:
        # An administrator who wrote http meant it; no redirect leads from https to it.
        answer = get(
            url,
            headers=headers,
            timeout=timeout,
            max_bytes=max_bytes,
            allow_http=url.startswith("http:"),
        )
    except RequestRefused as error:
        raise FeedFailed(error.code, _without_token(feed, str(error))) from error
    if answer.status == HTTPStatus.GONE:
        raise FeedGone("gone", status=answer.status)
    is_expected = feed.etag or feed.last_modified or answer.status != HTTPStatus.NOT_MODIFIED
    if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED) or not is_expected:
        asked = retry_after(answer.headers.get("Retry-After", ""), timezone.now())
        raise FeedFailed("status", status=answer.status, asked=asked)
    etag, modified = (answer.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return FetchedFeed(
        status=answer.status,
        body=answer.body if answer.status == HTTPStatus.OK else None,
        content_type=answer.headers.get("Content-Type", "")[:200],
        etag=etag if _is_kept(etag, _MAX_ETAG) else "",
        last_modified=modified if _is_kept(modified, _MAX_DATE) else "",
        url=_plain(feed, answer.url),
        moved_to=_moved_to(feed, answer.moved_to),
    )


def _with_token(feed: Feed, headers: dict[str, str]) -> str:
    """The address to ask; the token is in it, or in `headers`, as the feed says."""
    if not feed.token_name:
        return feed.url
    token = settings.FEED_TOKENS.get(feed.token_name)
    if not token:
        raise FeedFailed("token", feed.token_name)
    if feed.token_place == Feed.TokenPlace.HEADER:
        headers["Authorization"] = f"Bearer {token}"
        return feed.url
    parts = split_url(feed.url)
    added = urlencode({feed.token_parameter: token})
    return parts._replace(query=f"{parts.query}&{added}".lstrip("&")).geturl()


def _plain(feed: Feed, url: str) -> str:
    """An address without the parameter of the token, which a redirect may have kept."""
    if not (feed.token_name and feed.token_place == Feed.TokenPlace.QUERY):
        return url
    parts = split_url(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if pair[0] != feed.token_parameter]
    return url if len(kept) == len(pairs) else parts._replace(query=urlencode(kept)).geturl()


def _moved_to(feed: Feed, moved_to: str) -> str:
    url = _plain(feed, moved_to)
    token = settings.FEED_TOKENS.get(feed.token_name)
    is_kept = _is_kept(url, _MAX_URL) and not (token and token in url)
    return url if is_kept and url != feed.url else ""


def _without_token(feed: Feed, text: str) -> str:
    """A message that may name the address, without the token."""
    token = settings.FEED_TOKENS.get(feed.token_name)
    if not token:
        return text
    return text.replace(token, "…").replace(urlencode({"": token})[1:], "…")


def _is_kept(text: str, length: int) -> bool:
    """Whether a value of a server can be stored, and sent again in a header."""
    return len(text) <= length and text.isascii() and text.isprintable()
