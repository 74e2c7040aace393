"""Odd addresses are not found or refused; none ends in an error of the server."""

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver

from tests.hostile_values import SHARE

PART = re.compile(r"<(?:\w+:)?\w+>|\(\?P<url>\.\*\)\$|\^\(\?P<app_label>[^)]*\)/\$")
PIECES = {
    "NUL": "%00",
    "line break": "a%0Ab",
    "half surrogate": "%ED%A0%80",
    "not UTF-8": "%FF",
    "5,000 digits": "9" * 5_000,
    "beyond a column": "9" * 19,
    "long": "a" * 20_000,
    "parent folder": "..",
    "slashes": "%2F%2Fexample.org",
    "quoted": "_00_0A_",
    "other digits": "%D9%A3",
    "blank": "%20",
    "signed": "1%3Ax%3Ay",
    "encoded twice": "%2500",
    "tab": "%09",
    "byte order mark": "%EF%BB%BF",
    "astral": "%F0%9F%92%A9",
}
# Parameters that some view reads: those of the lists, searches, forms and questions.
NAMES = [
    "q", "page", "before", "after", "since", "from", "sort", "o", "p", "e", "all", "lang", "state",
    "source", "author", "category", "tag", "tags", "ids", "labels", "done", "who", "act", "story", "status",
    "cursor", "limit", "modified_since", "fields", "kind", "restore", "at", "to", "old", "new",
    "revision", "version", "_popup", "_to_field", "next", "cover", "published_at", "title",
    "slug__exact", "id__in", "root", "first_at__gte", "is_staff__exact", "whole", "days",
    "show",
]  # fmt: skip


# Pieces that each parameter is given alone.
ALONE = ("NUL", "beyond a column")


def routes(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The route of every view, as written in the URL configuration."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path


def hostile_paths() -> Iterator[tuple[str, str]]:
    """(name, path) for every part of every route and every piece."""
    for route in sorted(set(routes(get_resolver().url_patterns))):
        parts = PART.findall(route)
        for part in parts:
            for name, piece in PIECES.items():
                path = route.replace(part, piece, 1).replace("<lang:lang>", "en")
                yield f"{route} {part} {name}", "/" + PART.sub("1", path)


def hostile_queries() -> Iterator[tuple[str, str]]:
    """(name, path) for every route with all known parameters set to every piece."""
    for route in sorted(set(routes(get_resolver().url_patterns))):
        path = "/" + PART.sub("1", route.replace("<lang:lang>", "en"))
        if "logout" in route or route.startswith("admin/^"):
            continue
        for name, piece in PIECES.items():
            query = "&".join(f"{parameter}={piece[:2_000]}" for parameter in NAMES)
            yield f"{route} ?… {name}", f"{path}?{query}"


def failures(client, addresses: Iterable[tuple[str, str]]) -> list[str]:
    """The addresses that ended in an error of the server. Where several parameters were not
    answered with a page, one in SHARE of them is asked for alone, others at the next address:
    another may have been refused before it was read."""
    client.raise_request_exception = False
    failed = []
    for number, (name, address) in enumerate(addresses):
        status = client.get(address).status_code
        if status >= 500:
            failed.append(f"{name}: {status}")
        path, _, query = address.partition("?")
        if status == 200 or "&" not in query or not name.endswith(ALONE):
            continue
        alone = query.split("&")[number % SHARE :: SHARE]
        failed += failures(client, [(f"{name} {one[:20]}", f"{path}?{one}") for one in alone])
    return failed


@pytest.fixture
def superuser(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.django_db
@pytest.mark.thorough
def test_no_odd_path_ends_in_an_error(superuser, make_article):
    make_article()
    assert failures(superuser, hostile_paths()) == []


@pytest.mark.django_db
@pytest.mark.thorough
def test_no_odd_parameter_ends_in_an_error(superuser, make_article):
    make_article()
    assert failures(superuser, hostile_queries()) == []


@pytest.mark.django_db
@pytest.mark.thorough
def test_no_odd_address_of_a_visitor_ends_in_an_error(client, make_article):
    make_article()
    addresses = [*hostile_paths(), *hostile_queries()]
    assert failures(client, addresses) == []
