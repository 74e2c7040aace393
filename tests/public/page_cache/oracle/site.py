"""The site that the oracle watches: its settings, its database, its small pages."""

import os
from collections.abc import Mapping
from pathlib import Path

import psycopg
from django.core.management import call_command
from psycopg import sql

SITE_URL = "http://testserver"
LANGUAGES = ("en", "uk", "ar")
# So few articles fill a page that a handful of articles fills several.
PAGE, PINS, SITEMAP_PART = 4, 2, 25


def environment(
    folder: Path, database_url: str, cache_url: str, zone: str, many: int
) -> dict[str, str]:
    """The settings of all processes; SQLite in `folder` where `database_url` is empty.

    A change of more than `many` articles is one of many, told by coarse keys.
    """
    values = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "ENV_FILE": "/nonexistent",
        "SECRET_KEY": "the-oracle-keeps-no-secrets-" + "x" * 40,
        "SITE_URL": SITE_URL,
        "SITE_NAME": "The Delphi Courier",
        "SITE_LANGUAGES": ",".join(LANGUAGES),
        "ALLOWED_HOSTS": "testserver",
        "API_REQUESTS_PER_MINUTE": "0",
        "NEWS_TRUSTED_SOURCES": "agency",
        "IMAGE_HOSTS": "images.unsplash.com",
        "HISTORY_DAYS": "2",
        "TIME_ZONE": zone,
        "MEDIA_ROOT": str(folder / "media"),
        "PAGE_CACHE_DIR": str(folder),
        # Of the pages that are asked for the memory of a process holds some, the store all.
        "PAGE_CACHE_BYTES": "500000",
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'oracle.sqlite3'}",
        "LOG_LEVEL": "ERROR",
        "ORACLE_MANY": f"{many}",
        # The clock of the oracle moves in hours: a connection must not be too old by then.
        "CONN_MAX_AGE": "1000000000",
    }
    return values | ({"CACHE_URL": cache_url} if cache_url else {})


def start_django(values: Mapping[str, str]) -> None:
    """Set Django up in this process, with settings from `values`."""
    os.environ.update(values)
    Path(values["STATIC_ROOT"]).mkdir(exist_ok=True)
    import django
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    _make_pages_small()
    _make_many(int(values["ORACLE_MANY"]))


def _make_many(number: int) -> None:
    from articles.models import article_changes, derive_again, image

    article_changes.MANY = derive_again.MANY = image._MANY = number


def _make_pages_small() -> None:
    from articles.lib import public_keys
    from articles.public import article_lists, correction_views
    from articles.syndication import feeds, sitemaps

    article_lists.PAGE_SIZE, article_lists.PIN_LIMIT = PAGE, PINS
    correction_views.PAGE_SIZE = 3
    feeds.ArticleFeed.size, feeds.HomeFeed.size = 5, 8
    sitemaps.ArticleSitemap.limit = public_keys.SITEMAP_PART_SIZE = SITEMAP_PART


def make_database() -> None:
    """Create the tables."""
    call_command("migrate", verbosity=0)


class PostgresDatabase:
    """A database of its own in a PostgreSQL server, dropped at the end."""

    def __init__(self, server_url: str) -> None:
        self.name = f"oracle_{os.getpid()}"
        self.server_url = server_url
        base, _, _name = server_url.rpartition("/")
        self.url = f"{base}/{self.name}"

    def __enter__(self) -> "PostgresDatabase":
        self._run("CREATE DATABASE {}")
        return self

    def __exit__(self, *args: object) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(self.name)))
