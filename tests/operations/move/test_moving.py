"""A newsroom on SQLite becomes the same one on PostgreSQL, or nothing happens."""

import signal
import subprocess
import sys

import psycopg
import pytest

from tests.operations.backup.test_restoring import fill
from tests.operations.equal_sites import counts, exported
from tests.own_sites import ROOT, OwnSite, needs_postgres, postgres_databases
from tests.servers import PATIENCE

pytestmark = [needs_postgres, pytest.mark.thorough]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = OwnSite(tmp_path_factory.mktemp("site"))
    fill(site)
    return site


@pytest.fixture
def target(tmp_path, site):
    """The same storages with an empty database of PostgreSQL."""
    with postgres_databases(1) as (url,):
        target = OwnSite(tmp_path / "target", url)
        target.environ |= {key: site.environ[key] for key in ("MEDIA_ROOT", "ORIGINALS_ROOT")}
        yield target


def test_everything_arrives_and_goes_on(site, target, tmp_path):
    told = site.manage("move_database", "--to", target.database_url)
    assert "each as it was" in told
    assert "Left behind" not in told
    assert counts(target) == counts(site)
    for sql in (
        "SELECT id, slug, version, original_hash FROM articles_article ORDER BY id",
        "SELECT id, article_id, action FROM articles_revision ORDER BY id",
        "SELECT id, name, url, file, width FROM articles_imagevariant ORDER BY id",
        "SELECT id, password, username FROM auth_user ORDER BY id",
    ):
        if "original_hash" in sql:
            sql = sql.replace(", original_hash", "")
        assert target.query(sql) == site.query(sql) != []
    assert exported(target, tmp_path / "b") == exported(site, tmp_path / "a") != {}
    assert "no issues" in target.manage("check", "--database", "default")

    # What comes next has an id of its own, is found, and is told to whoever keeps pages.
    target.manage(
        "shell", "-v0", "-c",
        "from articles.models import *\n"
        "from articles.search.engine import engine\n"
        "old = Article.objects.latest('pk').pk\n"
        "Category.from_key('BRAND NEW').save()\n"
        "assert Article.objects.create(title='Zymurgy', slug='zymurgy', lang='en').pk > old\n",
    )  # fmt: skip
    found = target.query("SELECT count(*) FROM articles_unpublished")[0][0]
    assert (
        found
        == target.query("SELECT count(*) FROM articles_article WHERE status != 'published'")[0][0]
    )
    assert target.query("SELECT count(*) FROM articles_search")[0][0] > 0
    (last,) = target.query("SELECT max(id) FROM articles_publicchange")[0]
    assert last > 1_700_000_000_000
    off = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled != 'O'"
    assert target.query(off) == [(0,)]

    before = target.rows()
    code, _out, err = site.run("move_database", "--to", target.database_url)
    assert (code, "holds a newsroom already" in err) == (1, True)
    assert target.rows() == before


def test_a_move_that_was_killed_is_run_again(site, target):
    before = site.rows()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "move_database", "--to", target.database_url],
        cwd=ROOT, env=site.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while "articles_lastbackup" not in target.tables():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    assert "each as it was" in site.manage("move_database", "--to", target.database_url)
    assert counts(target) == counts(site)
    assert site.rows() == before


def test_a_row_that_does_not_arrive_as_it_was_leaves_nothing(site, target):
    """PostgreSQL is told to change what comes in, as a trigger of somebody else might."""
    target.manage("migrate", "-v0")
    with psycopg.connect(target.database_url) as connection:
        connection.execute("ALTER TABLE articles_source ALTER COLUMN name TYPE varchar(2)")
    code, _out, err = site.run("move_database", "--to", target.database_url)
    assert (code, "Nothing was moved: value too long" in err) == (1, True), err
    assert target.query("SELECT count(*) FROM articles_article") == [(0,)]


def test_other_targets_and_sources_are_refused(site, target):
    for url, words in (
        ("sqlite:////tmp/other.sqlite3", "names no PostgreSQL"),
        ("nonsense", "names no PostgreSQL"),
    ):
        code, _out, err = site.run("move_database", "--to", url)
        assert (code, words in err) == (1, True), err
    code, _out, err = target.run("move_database", "--to", target.database_url)
    assert (code, "names no SQLite" in err) == (1, True), err
    with psycopg.connect(target.database_url) as connection:
        connection.execute("CREATE TABLE other (id int)")
    code, _out, err = site.run("move_database", "--to", target.database_url)
    assert (code, "it has other" in err) == (1, True), err
