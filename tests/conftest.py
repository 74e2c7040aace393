"""What many tests need: an empty media folder, people with a role, and quick stories."""

import datetime as dt
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.test import override_settings

from articles.front_matter.files import parse
from articles.import_export.discover import discover_files, import_roots
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.import_export.read_file import IncomingFile, sha256_of
from articles.import_export.store import StoredArticle, site_rules, store
from articles.models import Article, Category, ImportRun, Source
from articles.workflow import GROUPS, PEOPLE_PERMISSIONS, Status

DATA = Path(__file__).parent / "data"
NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
# How long an example takes says how busy the machine is, not whether a law holds.
hypothesis.settings.register_profile(
    "newsroom", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("newsroom")


@pytest.fixture(scope="session", autouse=True)
def _static(tmp_path_factory):
    """Static files need no `collectstatic`. For the session: so long lives the live server."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=settings.STORAGES | {"staticfiles": plain},
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords():
    """A password is made to cost a third of a second, and most tests make a person."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, django_db_modify_db_settings_parallel_suffix, tmp_path_factory
):
    """A browser asks for several things at once. SQLite in memory is one connection for all of
    them, and would tell some that a table is locked; in a file it is what a site has."""
    database = settings.DATABASES["default"]
    asked = any(item.get_closest_marker("browser") for item in request.session.items)
    if asked and database["ENGINE"] == "django.db.backends.sqlite3":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Nothing of a test stays on the disk."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def make_user(db):
    """`make_user("Writers")` is a new user with that role."""

    def make(group: str, name: str = "") -> User:
        user = User.objects.create_user(name or group.lower(), password="pw", is_staff=True)
        role, made = Group.objects.get_or_create(name=group)
        if made:
            # A test with a real server empties the tables, and the migration's groups with them.
            people = PEOPLE_PERMISSIONS if group == "Administrators" else ()
            role.permissions.set(
                Permission.objects.filter(
                    content_type__app_label__in=["articles", "auth"],
                    codename__in=[*GROUPS[group], *people],
                )
            )
        user.groups.add(role)
        return user

    return make


@pytest.fixture
def make_article(db):
    """`make_article(title=…, hours=-1)` is a stored article; live since an hour unless told otherwise."""

    def make(title: str = "Harbour opens", hours: float = -1, **columns) -> Article:
        columns.setdefault("lang", "en")
        columns.setdefault("slug", title.lower().replace(" ", "-"))
        columns.setdefault("status", Status.PUBLISHED)
        columns.setdefault("body", "The harbour opened at noon.")
        columns.setdefault("published_at", dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours))
        tags = columns.pop("tags", [])
        article = Article.objects.create(title=title, **columns)
        article.tags.set(tags)
        return article

    return make


@pytest.fixture
def source(db):
    return Source.objects.create(key="wire", name="The Wire", kind="RSS")


@pytest.fixture
def category(db):
    return Category.from_key("ENERGY")


@pytest.fixture
def import_files(db):
    """`import_files(path, …)` imports files and directories, and returns the run."""

    def go(*paths, **options) -> ImportRun:
        options = {"workers": 0, "roots": import_roots(paths)} | options
        return run_import(discover_files(paths), import_options("test", **options))

    return go


@pytest.fixture
def import_document(db, tmp_path_factory):
    """`put(document, path)` stores one file, as an import does, and gives what became of it."""
    root = str(tmp_path_factory.mktemp("in"))

    def go(document: bytes, path: str = "harbour-crane.en.md") -> StoredArticle:
        parsed = parse(document, path, site_rules())
        incoming = IncomingFile(
            root, path, document, sha256_of(document), parsed.record, None, parsed.repairs
        )
        (stored,) = store([incoming])
        return stored

    return go


@pytest.fixture
def example() -> bytes:
    """A file as they come: every usual key, in the usual style."""
    return (DATA / "harbour-crane.en.md").read_bytes()
