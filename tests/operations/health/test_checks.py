"""What `manage.py check --deploy --database default` finds, in words that say what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.checks import registry
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from articles.operations.health import checks
from newsroom.static_files import HashedStaticFiles
from tests.object_store import ObjectStore

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _room(monkeypatch):
    """The disk of the tests may be full of other work."""
    monkeypatch.setattr("articles.operations.health.folders.LEAST_FREE", 0)


def ids() -> set[str]:
    return {m.id for m in checks.site_health() if m.id.startswith("articles.")}


def test_a_site_that_has_all_it_needs_has_nothing_to_say():
    assert ids() == set()


def test_each_thing_that_is_wrong_is_found_and_says_what_to_do(settings, monkeypatch, tmp_path):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = 0
    settings.UNKNOWN_SETTINGS = ["SITE_ULR"]
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    storage = HashedStaticFiles(location=tmp_path)
    monkeypatch.setattr("articles.operations.health.static_files.staticfiles_storage", storage)
    monkeypatch.setattr("articles.operations.health.folders.LEAST_FREE", 2**62)
    monkeypatch.setattr(cache, "get", lambda key: None)
    MigrationRecorder(connection).record_unapplied("articles", "0001_initial")
    found = {m.id.removeprefix("articles.W"): m for m in checks.site_health()}
    assert {"012", "013", "014", "020", "030", "031", "040", "051"} <= set(found)
    assert "Perhaps: SITE_ULR → SITE_URL" in found["014"].hint
    assert "MEDIA_ROOT" in found["030"].msg
    assert "articles.0001_initial" in found["051"].msg
    ours = (m for m in found.values() if m.id.startswith("articles."))
    assert all(m.hint for m in ours)


def test_a_bucket_that_does_not_answer_is_found(settings):
    store = ObjectStore()
    settings.STORAGES = settings.STORAGES | store.storages()
    settings.MEDIA_STORAGE, settings.ORIGINALS_STORAGE = "s3://b/media", "s3://b/originals"
    (media, originals) = [m for m in checks.site_health() if m.id == "articles.W041"]
    assert "MEDIA_STORAGE does not answer: Could not connect" in media.msg
    assert "ORIGINALS_STORAGE" in originals.msg


def test_an_address_that_is_none_and_a_host_that_is_refused(settings):
    settings.SITE_URL = "news.example.org"
    assert ids() == {"articles.W010"}
    settings.SITE_URL = "https://news.example.org"
    settings.ALLOWED_HOSTS = ["other.example.org"]
    assert ids() == {"articles.W011"}


def test_static_files_of_another_release_are_found(monkeypatch, tmp_path):
    storage = HashedStaticFiles(location=tmp_path)
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    monkeypatch.setattr("articles.operations.health.static_files.staticfiles_storage", storage)
    assert ids() == {"articles.W021"}


def test_a_database_that_is_away_is_told_once_in_its_own_words(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(connection, "cursor", fail)
    (message,) = (m for m in checks.site_health() if m.id.startswith("articles."))
    assert message.id == "articles.W050"
    assert message.msg == "The database does not answer: connection refused"


def test_the_checks_are_those_of_the_command():
    names = {check.__name__ for check in registry.registry.get_checks(True)}
    assert {name for name in vars(checks) if name.startswith("check_")} <= names


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": "/nonexistent", "SECRET_KEY": "k" * 60} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_settings_of_the_example_pass_as_they_are(tmp_path):
    """After the commands that a deployment runs, `check --deploy` has nothing to say."""
    environment = {
        "SITE_URL": "https://news.example.org", "HSTS_INCLUDE_SUBDOMAINS": "true",
        "HSTS_PRELOAD": "true", "STATIC_ROOT": str(tmp_path / "static"),
        "MEDIA_ROOT": str(tmp_path / "media"), "ORIGINALS_ROOT": str(tmp_path / "originals"),
        "PAGE_CACHE_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "SECRET_KEY": "".join(map(chr, range(48, 110))),
    }  # fmt: skip
    command = ("check", "--deploy", "--database", "default", "--fail-level", "WARNING")
    before = run(*command, **environment)
    assert before.returncode == 1
    assert "manage.py collectstatic" in before.stderr
    assert "manage.py migrate" in before.stderr
    for step in (
        ["migrate", "--verbosity", "0"],
        ["collectstatic", "--noinput", "--verbosity", "0"],
    ):
        done = run(*step, **environment)
        assert done.returncode == 0, done.stderr
        assert "articles.W" not in done.stderr
    after = run(*command, **environment)
    assert after.returncode == 0, after.stderr


def test_a_database_that_nobody_runs_stops_no_check_with_a_traceback():
    away = "postgres://news:s3cret@127.0.0.1:1/news"
    done = run("check", "--database", "default", DATABASE_URL=away)
    assert "articles.W050" in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stderr
