"""What many tests need: an empty media folder, people with a role, and quick stories."""

import datetime as dt
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from articles.front_matter.files import parse
from articles.import_export.discover import discover_files, import_roots
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.import_export.originals import site_rules
from articles.import_export.read_file import IncomingFile, sha256_of
from articles.import_export.store import StoredArticle, store
from articles.lib.text import MAX_SLUG, slugify
from articles.models import (
    Article,
    Category,
    ImportRun,
    PublicChange,
    SiteSettings,
    Source,
    UpstreamItem,
    site_in_use,
)
from articles.models.article_changes import record, recorded_together
from articles.models.queued_task import QueuedTask
from articles.models.standing import Standing
from articles.operations.tasks import queue
from articles.operations.tasks.running import run
from articles.workflow import GROUPS, PEOPLE_PERMISSIONS, Status
from tests import examples  # noqa: F401 - it chooses the profile of Hypothesis
from tests.media import keep_pictures_in

# As a server has them.
STORAGES = settings.STORAGES
DATA = Path(__file__).parent / "data"
NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session", autouse=True)
def _static(tmp_path_factory):
    """Static files need no `collectstatic`. For the session: so long lives the live server.

    What the program writes beside the database is of one process of tests, too.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        VAR_DIR=tmp_path_factory.mktemp("var"),
        STORAGES=settings.STORAGES | {"staticfiles": plain},
    ):
        yield


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The files as `collectstatic` leaves them on a server, and the server's way to answer."""
    with override_settings(
        STORAGES=STORAGES | {"default": settings.STORAGES["default"]},
        STATIC_ROOT=tmp_path_factory.mktemp("collected"),
        # Smaller copies for the wire say the same.
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=["js", "css", "svg", "txt", "md"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))


@pytest.fixture
def hashed_files(collected, settings):
    """Pages name static files as they do on a server, whose way to answer this is."""
    settings.STORAGES = STORAGES
    return collected


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


_media_numbers = count()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path_factory):
    """No test finds pictures of another. The folder is made by who stores one: few tests do."""
    folder = tmp_path_factory.getbasetemp() / "media" / str(next(_media_numbers))
    keep_pictures_in(settings, folder)


@pytest.fixture(autouse=True)
def _site(monkeypatch):
    """No test finds the site settings of another: before its first change a site has none."""
    monkeypatch.setattr(site_in_use, "_copy", site_in_use.SiteCopy(0, SiteSettings()))


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
        columns.setdefault("slug", slugify(title, MAX_SLUG))
        columns.setdefault("status", Status.PUBLISHED)
        columns.setdefault("body", "The harbour opened at noon.")
        columns.setdefault("published_at", dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours))
        tags = columns.pop("tags", [])
        with transaction.atomic(), recorded_together():
            article = Article.objects.create(title=title, **columns)
            article.tags.set(tags)
            record(None, Standing.of(article))
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
def run_tasks(db):
    """`run_tasks()` runs the background tasks that are due, and gives how many there were."""

    def go() -> int:
        rows = iter(lambda: queue.claim("test", QueuedTask.objects.all()), None)
        return sum(1 for row in rows if run(row) is None)

    return go


@pytest.fixture
def make_original(source):
    """`make_original("7", title=…, body=…)` is a stored upstream item of The Wire."""

    def make(external_id: str = "7", **columns) -> UpstreamItem:
        now = dt.datetime.now(dt.UTC)
        columns = {"title": "Harbour opens", "first_seen_at": now, "changed_at": now} | columns
        return UpstreamItem.objects.create(source=source, external_id=external_id, **columns)

    return make


@pytest.fixture
def told_keys(db):
    """`told_keys(write)`: the keys that `write()` appended to the public change log."""

    def keys_of(write) -> set[str]:
        head = PublicChange.objects.head()
        write()
        return {row.key for row in PublicChange.objects.after(head)}

    return keys_of


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


def form_of(page) -> dict[str, str]:
    """What a browser sends of the change form of an article, from the answer to its GET."""
    data = {}
    for bound in page.context["adminform"].form:
        value = bound.field.widget.format_value(bound.value())
        value = value[0] if isinstance(value, list) and value else value
        data[bound.html_name] = "" if value in (None, []) else value
    counts = {"corrections-TOTAL_FORMS": "0", "corrections-INITIAL_FORMS": "0"}
    return data | counts | {"form_name": ""}
