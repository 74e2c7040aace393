"""Answers of the page cache are told where the settings want it, and cost nothing elsewhere."""

import logging

import pytest
from django.core.handlers.wsgi import WSGIHandler

from articles.operations.logs.kept_pages import with_kept_pages_told
from tests.public.page_cache.wsgi import ask

pytestmark = pytest.mark.django_db


def kept(environ, start_response):
    start_response("200 OK", [])
    return [b"kept"]


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="articles")
    return lambda: [r.fields for r in caplog.records if hasattr(r, "fields")]


def test_nothing_stands_before_the_cache_unless_it_is_wanted():
    assert with_kept_pages_told(kept) is kept


def test_a_kept_page_has_a_line_where_all_are_wanted(settings, lines):
    settings.LOG_REQUESTS = "all"
    assert ask(with_kept_pages_told(kept), "/en/caf%C3%A9/").body == b"kept"
    (line,) = lines()
    assert line.pop("duration_ms") >= 0
    assert line == {"method": "GET", "path": "/en/café/", "status": 200, "kept": True}


def test_what_django_answered_has_one_line(settings, lines):
    settings.LOG_REQUESTS = "all"
    assert ask(with_kept_pages_told(WSGIHandler()), "/robots.txt").status == 200
    assert len(lines()) == 1
