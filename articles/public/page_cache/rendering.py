"""Renders a page by Django, and makes of the response a page that can be kept."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from articles.lib.public_keys import META_KEY, Dependencies
from articles.public.page_cache.kept_page import KeptPage, shared

Environ = dict[str, Any]
Application = Callable[..., Iterable[bytes]]

# Statuses of pages that stay, and of answers that say where something is not. Those are kept for
# seconds only: anybody can ask for any number of addresses where nothing is.
_LASTING = (200, 410)
_BRIEF = (301, 308, 404)
BRIEF_SECONDS = 10
# Replaced, or made anew for each answer.
_REPLACED = {
    "cache-control", "content-length", "date", "etag", "expires", "last-modified", "vary",
    "x-request-id",
}  # fmt: skip
# What an address tells apart, and what the coding of an answer does.
_KNOWN_VARIATIONS = {"accept", "accept-encoding"}


@dataclass(slots=True)
class RenderedResponse:
    """The response of Django to a plain GET."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    dependencies: Dependencies | None

    @property
    def is_linked(self) -> bool:
        """Whether the view declared that pages link to the address, although it has a cursor."""
        return self.dependencies is not None and self.dependencies.is_linked

    def elements(self, name: str) -> list[str]:
        """Return the elements of the lists in all headers with this name, in small letters."""
        lines = [value for header, value in self.headers if header.lower() == name]
        return [element.strip().lower() for line in lines for element in line.split(",")]


def render(django: Application, environ: Environ) -> RenderedResponse:
    """Return what `django` answers to the request `environ`. Raises what it raises."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> None:
        started.append((status, headers))

    parts = django(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = started[-1]
    return RenderedResponse(status, headers, body, environ.get(META_KEY))


def page_of(response: RenderedResponse, sequence: int, rendered_at: float) -> KeptPage | None:
    """Return the page to keep of a response; None where it is not to be kept.

    The head of the change log was `sequence` when the rendering began at `rendered_at`, in seconds
    since 1970. A page is kept if its view declared what its content depends on, and it is
    for everybody.
    """
    status = int(response.status[:3])
    dependencies = response.dependencies
    if dependencies is None or not dependencies.is_of_content:
        return None
    if status not in (*_LASTING, *_BRIEF) or not _is_for_everybody(response):
        return None
    until = next_midnight(rendered_at)
    if status in _BRIEF:
        until = min(until, rendered_at + BRIEF_SECONDS)
    if dependencies.until is not None:
        until = min(until, dependencies.until.timestamp())
    if until <= rendered_at:
        return None
    headers = [pair for pair in response.headers if pair[0].lower() not in _REPLACED]
    varies = "accept" in response.elements("vary")
    headers.append(("Vary", "Accept-Encoding, Accept" if varies else "Accept-Encoding"))
    return KeptPage.of(
        response.body,
        status_line=response.status,
        headers=shared(headers),
        keys=" ".join(sorted(dependencies.keys)),
        sequence=sequence,
        rendered_at=rendered_at,
        until=until,
    )


def next_midnight(moment: float) -> float:
    """Return when the day of `moment` ends in the zone of the site: pages show dates. Both are in
    seconds since 1970."""
    zone = timezone.get_default_timezone()
    tomorrow = dt.datetime.fromtimestamp(moment, zone).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), zone).timestamp()


def _is_for_everybody(response: RenderedResponse) -> bool:
    names = {name.lower() for name, _ in response.headers}
    if names & {"set-cookie", "content-encoding"}:
        return False
    if {"no-store", "private"} & set(response.elements("cache-control")):
        return False
    return _KNOWN_VARIATIONS.issuperset(response.elements("vary"))
