"""Secure when unset, and .env.example tells the truth."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "newsroom" / "settings.py").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def ask(expression: str, **environment: str) -> subprocess.CompletedProcess:
    """What a fresh process answers with exactly this environment."""
    code = f"from newsroom import settings as s; print(({expression}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"ENV_FILE": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def answer(expression: str, **environment: str) -> str:
    done = ask(expression, **{"SECRET_KEY": "k", **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_env_example_names_every_setting_and_no_other():
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", SETTINGS))
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert len(read) > 15
    assert named == read


def test_without_a_secret_key_nothing_starts():
    done = ask("s.SECRET_KEY")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_debug_alone_needs_no_secret_key():
    done = ask("s.DEBUG, bool(s.SECRET_KEY)", DEBUG="true")
    assert done.stdout.strip() == "(True, True)"


def test_debug_is_off_when_unset():
    assert answer("s.DEBUG") == "False"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example.org", "(True, True, True, True)"),
        ("http://127.0.0.1:8000", "(False, False, False, False)"),
    ],
)
def test_https_decides_cookies_redirect_and_hsts(url, expected):
    asked = (
        "(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS > 0)"
    )
    assert answer(asked, SITE_URL=url) == expected


def test_an_unset_site_is_treated_as_https():
    assert answer("s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0") == "(True, True)"


def test_the_first_language_is_the_default():
    assert answer("s.LANGUAGE_CODE", SITE_LANGUAGES="uk,en") == "uk"


def test_an_unknown_language_is_refused_by_name():
    done = ask("s.LANGUAGES", SECRET_KEY="k", SITE_LANGUAGES="en,klingon")
    assert done.returncode != 0
    assert "klingon" in done.stderr


def test_sqlite_takes_its_lock_first_and_waits():
    options = answer("s.DATABASES['default']['OPTIONS']")
    for word in ("IMMEDIATE", "journal_mode=WAL", "foreign_keys=ON", "'timeout': 20"):
        assert word in options


def test_another_database_gets_none_of_sqlites_options():
    asked = "s.DATABASES['default'].get('OPTIONS', {}), s.DATABASES['default']['ENGINE']"
    told = answer(asked, DATABASE_URL="postgres://u:p@db.example.org/news")
    assert told == "({}, 'django.db.backends.postgresql')"


def test_limits_of_an_import_are_settings():
    told = answer("s.IMPORT_LIMITS['tags'], s.IMPORT_LIMITS['body']", IMPORT_MAX_TAGS="7")
    assert told == "(7, 2000000)"


@pytest.mark.parametrize("depth", ["0", "101"])
def test_a_depth_that_nothing_could_walk_is_refused(depth):
    done = ask("s.IMPORT_LIMITS", SECRET_KEY="k", IMPORT_MAX_DEPTH=depth)
    assert done.returncode != 0
    assert "IMPORT_MAX_DEPTH" in done.stderr


def test_redis_is_one_address_away():
    told = answer("s.CACHES['default']['BACKEND']", CACHE_URL="redis://127.0.0.1:6379/0")
    assert told == "django.core.cache.backends.redis.RedisCache"
