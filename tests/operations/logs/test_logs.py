"""Lines of the log: their form, the id of a request, what they never hold."""

import errno
import json
import logging
import sys

import pytest
from django.db import OperationalError
from django.test import Client

from articles.operations.logs.filters import OneLineForOutages
from articles.operations.logs.formatters import JsonLines, TextLines
from articles.operations.logs.redaction import redact
from articles.operations.logs.request_id import current_id, read_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """`lines()` are the fields of the records about requests and sign-ins so far."""
    caplog.set_level(logging.INFO, logger="articles")
    return lambda: [r.fields for r in caplog.records if hasattr(r, "fields")]


def record(message="Harbour opens", *args, error=None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("articles.x", logging.WARNING, __file__, 1, message, args, info)


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error):
        return sys.exc_info()[1]


def test_a_json_line_is_one_object_with_the_time_the_id_and_the_fields():
    one = record("Line\none of %s", "two", error=raised(ValueError("password=hunter2")))
    one.fields = {"path": "/preview/abc123/", "status": 200}
    token = current_id.set("abc")
    line = JsonLines().format(one)
    current_id.reset(token)
    assert "\n" not in line
    told = json.loads(line)
    assert told["time"].endswith("Z")
    assert (told["level"], told["logger"], told["request_id"]) == ("WARNING", "articles.x", "abc")
    assert told["message"] == "Line\none of two"
    assert (told["path"], told["status"]) == ("/preview/…", 200)
    assert "ValueError" in told["exception"]
    assert "hunter2" not in line


def test_a_text_line_is_one_line_that_nobody_can_forge():
    text = TextLines().format(record("a\n2026-11-30 ERROR forged\x1b[31m"))
    assert "\n" not in text
    assert "\x1b" not in text


def test_a_traceback_stands_below_the_text_line():
    text = TextLines().format(record(error=raised(ValueError("x"))))
    assert text.count("\n") > 1
    assert text.endswith("ValueError: x")


def test_no_secret_reaches_the_log():
    secrets = [
        "GET /preview/s3cret-tok.en:x/ 200",
        "Not Found: /admin/reset/MQ/s3cret/",
        "connection to postgres://news:s3cret@db/news failed",
        "redis://:s3cret@cache:6379/0",
        "password='s3cret'", '"token": "s3cret"', "Authorization: Bearer s3cret", "sessionid=s3cret",
        "CDN_TOKEN=s3cret", "api_key: s3cret,",
    ]  # fmt: skip
    assert [text for text in secrets if "s3cret" in redact(text)] == []
    plain = "GET /en/articles/the-secret-of-token-rings/ 200 https://example.org:8000/a@b"
    assert redact(plain) == plain


def test_the_id_of_a_proxy_is_kept_if_it_is_one():
    for sane in ("a", "Root-1.5_b", "f" * 64):
        assert read_id(sane) == sane
    for other in ("", "f" * 65, "a b", "a\nb", "é", '"x"', "${jndi}"):
        made = read_id(other)
        assert made != other
        assert len(made) == 16


def test_each_request_has_an_id_and_a_line(client, lines):
    response = client.get("/en/?q=secret", headers={"x-request-id": "from-proxy"})
    assert response["X-Request-ID"] == "from-proxy"
    (line,) = lines()
    assert line.pop("duration_ms") >= 0
    assert line == {"method": "GET", "path": "/en/", "status": 200}
    assert current_id.get() == ""


def test_the_line_names_who_is_signed_in_by_id(client, make_user, lines):
    user = make_user("Editors")
    client.force_login(user)
    client.get("/admin/")
    assert lines()[-1]["user"] == user.pk


def test_a_failed_sign_in_is_a_line_without_what_was_typed(client, make_user, lines, caplog):
    user = make_user("Editors")
    for name in (user.username, "My-Secret-Pass"):
        client.post("/admin/login/", {"username": name, "password": "Wrong-Pass"})
    told = [line for line in lines() if "event" in line]
    assert [(line["event"], line["account"]) for line in told[:1] + told[-1:]] == [
        ("sign-in failed", user.pk),
        ("sign-in failed", None),
    ]
    assert all(line["client"] == "127.0.0.1" for line in told)
    assert "Secret" not in caplog.text
    assert "Wrong-Pass" not in caplog.text


def test_who_signs_in_is_a_line(client, make_user, lines):
    user = make_user("Editors")
    client.post("/admin/login/", {"username": user.username, "password": "pw"})
    assert ("signed in", user.pk) in [(line.get("event"), line.get("account")) for line in lines()]


def test_probes_leave_no_line(client, lines):
    client.get("/healthz")
    client.get("/readyz")
    assert lines() == []


def test_requests_are_left_out_where_the_settings_say_so(settings, lines):
    settings.LOG_REQUESTS = "none"
    assert "X-Request-ID" in Client().get("/robots.txt")
    assert lines() == []


def test_an_outage_is_one_line_and_a_mistake_has_its_traceback():
    away = raised(OperationalError("connection refused\nIs the server running on 100% of hosts?"))
    full = raised(OSError(errno.ENOSPC, "No space left on device"))
    for error in (away, full):
        one = record("Service Unavailable: %s", "/en/", error=error)
        assert OneLineForOutages().filter(one)
        text = TextLines().format(one)
        assert "\n" not in text
        assert str(error).split()[-1].rstrip("'") in text
    mistake = record(error=raised(ValueError("x")))
    assert OneLineForOutages().filter(mistake)
    assert mistake.exc_info
