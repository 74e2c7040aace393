"""Answers that Django does not give are told where the settings want it; a flood of refused log-ins
always, and in few lines."""

import logging
import time

import pytest
from django.core.handlers.wsgi import WSGIHandler

from articles.operations.logs.early_answers import with_early_answers_told
from tests.public.page_cache.wsgi import ask

pytestmark = pytest.mark.django_db


def kept(environ, start_response):
    start_response("200 OK", [])
    return [b"kept"]


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="articles")
    return lambda: [r.fields for r in caplog.records if hasattr(r, "fields")]


def refused(environ, start_response):
    start_response("429 Too Many Requests", [])
    return [b"refused"]


def test_a_kept_page_is_not_told_unless_it_is_wanted(lines):
    assert ask(with_early_answers_told(kept), "/en/").body == b"kept"
    assert lines() == []


def test_a_flood_of_refused_log_ins_has_a_line_a_minute_with_their_number(lines, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    application = with_early_answers_told(refused)
    for _ in range(50):
        assert ask(application, "/admin/login/", method="POST").status == 429
    assert lines() == [{"event": "log-ins refused", "number": 1}]
    now += 61
    ask(application, "/admin/login/", method="POST")
    assert lines()[1:] == [{"event": "log-ins refused", "number": 50}]


def test_a_refused_log_in_has_a_line_of_its_own_where_all_are_wanted(settings, lines):
    settings.LOG_REQUESTS = "all"
    ask(with_early_answers_told(refused), "/admin/login/", method="POST")
    line = lines()[-1]
    assert line.pop("duration_ms") >= 0
    assert line == {"method": "POST", "path": "/admin/login/", "status": 429}


def test_a_kept_page_has_a_line_where_all_are_wanted(settings, lines):
    settings.LOG_REQUESTS = "all"
    assert ask(with_early_answers_told(kept), "/en/caf%C3%A9/").body == b"kept"
    (line,) = lines()
    assert line.pop("duration_ms") >= 0
    assert line == {"method": "GET", "path": "/en/café/", "status": 200, "kept": True}


def test_what_django_answered_has_one_line(settings, lines):
    settings.LOG_REQUESTS = "all"
    assert ask(with_early_answers_told(WSGIHandler()), "/robots.txt").status == 200
    assert len(lines()) == 1
