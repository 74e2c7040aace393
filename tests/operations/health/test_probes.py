"""`/healthz` and `/readyz`: who is answered, with what, and what it costs."""

import datetime as dt
import json
import shutil
from collections import namedtuple

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from articles.operations.tasks.health import QueueHealth
from newsroom.static_files import HashedStaticFiles

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch):
    """The database does not answer."""

    def fail(*args, **kwargs):
        raise OperationalError("connection to server failed: password for user news")

    monkeypatch.setattr(connection, "cursor", fail)


def readyz(path="/readyz") -> tuple[int, str, dict[str, str]]:
    response = Client().get(path, headers={"host": "10.1.2.3:8000"})
    told = json.loads(response.content)
    assert response["Cache-Control"] == "no-store"
    return (
        response.status_code,
        told["status"],
        {p["check"]: p["problem"] for p in told["problems"]},
    )


def test_healthz_answers_any_host_without_https_and_without_a_query(
    client, settings, django_assert_num_queries
):
    settings.SECURE_SSL_REDIRECT = True
    with django_assert_num_queries(0):
        response = client.get("/healthz", headers={"host": "10.1.2.3:8000"})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"
    assert client.post("/healthz").status_code == 405


def test_healthz_answers_while_the_database_is_away(client, away):
    assert client.get("/healthz").status_code == 200


def test_a_process_with_all_that_it_needs_is_ready(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert readyz() == (200, "ready", {})


def test_tasks_that_nobody_begins_are_told(monkeypatch):
    waits = QueueHealth(dt.datetime(2026, 11, 20, tzinfo=dt.UTC), None, 0)
    monkeypatch.setattr("articles.operations.health.readiness.queue_health", lambda now: waits)
    assert readyz() == (200, "degraded", {"tasks": "Tasks wait, and no worker begins them."})


def test_a_database_that_is_away_is_told_without_its_secrets(away):
    status, word, problems = readyz()
    assert (status, word) == (503, "not ready")
    assert problems == {"database": "The database does not answer."}


def test_a_migration_that_waits_is_told():
    MigrationRecorder(connection).record_unapplied("articles", "0001_initial")
    assert readyz()[::2] == (503, {"migrations": "1 migrations are not applied."})


def test_a_missing_list_of_static_files_is_told(monkeypatch, tmp_path):
    storage = HashedStaticFiles(location=tmp_path)
    monkeypatch.setattr("articles.operations.health.static_files.staticfiles_storage", storage)
    status, _, problems = readyz()
    assert (status, list(problems)) == (503, ["static files"])


def test_what_readers_do_not_miss_keeps_a_process_in_service(monkeypatch, settings, tmp_path):
    """Unless the monitor asks for everything."""
    monkeypatch.setattr(cache, "get", lambda key: None)
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 0))
    status, word, problems = readyz()
    assert (status, word) == (200, "degraded")
    assert set(problems) == {"cache", "folders", "disk"}
    assert problems["folders"] == "The folder of MEDIA_ROOT cannot be written."
    assert str(tmp_path) not in str(problems)
    assert readyz("/readyz?strict")[0] == 503
