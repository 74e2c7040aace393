"""What is answered when something is away or broken: 503 and 500, which need nothing."""

import base64
import errno
import hashlib
import json
import re

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, connections
from django.template.engine import Engine
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.db.outages import is_outage
from articles.operations.error_pages import RETRY_AFTER, server_error

pytestmark = pytest.mark.django_db

# Pages of every kind, and the media type of their errors.
PAGES = {
    "/": "text/html", "/en/": "text/html", "/uk/articles/none/": "text/html",
    "/en/search/?q=a": "text/html", "/en/feed.rss": "text/html", "/sitemap.xml": "text/html",
    "/nothing/": "text/html", "/preview/abc/": "text/html", "/admin/": "text/html",
    "/admin/login/": "text/html", "/admin/articles/article/1/change/": "text/html",
    "/api/v1/articles": "application/problem+json", "/api/v1/tags": "application/problem+json",
}  # fmt: skip


@pytest.fixture
def quiet() -> Client:
    """A client that gets what readers get, signed in by a cookie that no session is behind."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    return client


@pytest.fixture
def away(monkeypatch):
    """The database does not answer."""

    def fail(*args, **kwargs):
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "chunked_cursor", fail)


@pytest.fixture
def broken(monkeypatch):
    monkeypatch.setattr("articles.public.views.home_urls", lambda: 1 / 0)


def html(response) -> str:
    return response.content.decode()


def test_every_page_says_when_to_come_back_while_the_database_is_away(quiet, away):
    faults = []
    for path, media_type in PAGES.items():
        response = quiet.get(path)
        if path == "/admin/login/" and response.status_code == 200:
            continue
        if (
            response.status_code != 503
            or response["Retry-After"] != str(RETRY_AFTER)
            or response["Cache-Control"] != "no-store"
            or not response["Content-Type"].startswith(media_type)
        ):
            faults.append((path, response.status_code, dict(response.headers)))
    assert faults == []


def test_programs_of_other_origins_may_read_that_the_api_is_away(quiet, away):
    response = quiet.get("/api/v1/articles")
    assert json.loads(response.content)["status"] == 503
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_form_that_could_not_be_saved_says_that_the_text_is_still_there(quiet, away):
    response = quiet.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 503
    assert "Nothing was saved" in html(response)


def test_a_mistake_is_500_and_tells_nothing_of_itself(quiet, broken):
    response = quiet.get("/en/")
    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"
    assert "Retry-After" not in response
    assert "division" not in html(response)


def test_a_mistake_in_the_api_is_a_problem_document(quiet, monkeypatch):
    monkeypatch.setattr("articles.api.endpoints.find_articles", lambda *args: 1 / 0)
    response = quiet.get("/api/v1/articles")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["title"] == "Internal Server Error"


def test_the_pages_of_errors_need_no_database_no_processor_and_no_static_file(rf, monkeypatch):
    def fail(*args):
        raise RuntimeError("needed")

    engine = Engine.get_default()
    monkeypatch.setattr(engine, "template_context_processors", (fail,))
    monkeypatch.setattr("django.templatetags.static.StaticNode.handle_simple", fail)
    monkeypatch.setattr("django.core.cache.cache.get", fail, raising=False)
    with CaptureQueriesContext(connection) as queries:
        response = server_error(rf.get("/en/"))
    assert response.status_code == 500
    assert html(response).startswith("<!doctype html>")
    assert not queries.captured_queries
    assert not re.findall(r"<(?:link|script|img)\b", html(response))


def test_the_policy_of_an_error_allows_exactly_its_own_style(quiet, broken):
    response = quiet.get("/en/")
    (style,) = re.findall("<style>(.*)</style>", html(response))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_the_page_is_in_the_language_of_its_address(quiet, away):
    for path, start in {
        "/en/": '<html lang="en" dir="ltr">', "/ar/": '<html lang="ar" dir="rtl">',
    }.items():  # fmt: skip
        response = quiet.get(path, headers={"accept-language": "uk"})
        assert start in html(response)
        assert response["Content-Language"] == path.strip("/")
    response = quiet.get("/admin/", headers={"accept-language": "uk"})
    assert '<html lang="uk"' in html(response)


def test_what_passes_by_itself_is_told_from_mistakes():
    mistake = wrong_sql()
    errors = {
        OperationalError("the server closed the connection"): True,
        InterfaceError("connection already closed"): True,
        OSError(errno.ENOSPC, "No space left on device"): True,
        OSError(errno.EROFS, "Read-only file system"): True,
        OSError(errno.ENOENT, "No such file"): False,
        ValueError("of ours"): False,
        mistake: False,
        None: False,
    }
    assert {error: is_outage(error) for error in errors} == errors
    wrapped = ValueError("while storing")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert is_outage(wrapped)


def wrong_sql() -> Exception:
    """What the database says of a table that is missing."""
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
    except (OperationalError, ProgrammingError) as error:
        return error
    finally:
        other.close()
    raise AssertionError
