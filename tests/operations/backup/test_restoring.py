"""A site comes out of its backup as it was: every row of every table, every file."""

import shutil
from dataclasses import replace

import pytest

from articles.operations.backup.exceptions import CannotRestore
from articles.operations.backup.restoring import chosen_backup, restore, verify
from tests import object_store
from tests.operations.equal_sites import assert_same
from tests.own_sites import ROOT, OwnSite, needs_postgres, postgres_databases


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with articles, pictures, people and some history. Tests change nothing in it."""
    site = OwnSite(tmp_path_factory.mktemp("site"))
    fill(site)
    return site


@pytest.fixture(scope="module")
def backed_up(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups") / "backups"
    site.manage("backup", folder)
    return folder


@pytest.fixture
def backups(backed_up, tmp_path):
    """A directory with one backup of the site."""
    return shutil.copytree(backed_up, tmp_path / "backups")


@pytest.fixture
def empty_site(tmp_path):
    return OwnSite(tmp_path / "elsewhere")


def fill(site: OwnSite) -> None:
    files = site.folder / "in"
    for path in ("covers", "articles/2026/10"):
        names = sorted(file.name for file in (ROOT / "fixtures" / path).iterdir())
        (files / path).mkdir(parents=True)
        for name in names if path == "covers" else names[:3]:
            shutil.copy(ROOT / "fixtures" / path / name, files / path)
    site.manage("migrate", "-v0")
    site.manage("import_articles", files)
    site.manage(
        "shell", "-v0", "-c",
        "from django.contrib.auth.models import User\n"
        "from articles.models import Article\n"
        "from articles.models.revise import Changes\n"
        "article = Article.objects.order_by('pk').first()\n"
        "editor = User.objects.create_user('ada')\n"
        "article.revise(Changes({'title': 'Зерно, نعم'}), editor, 'x', 'edit')\n",
    )  # fmt: skip


def test_every_row_and_every_file_comes_back(site, backups, empty_site):
    told = empty_site.manage("restore", backups)
    assert "is what was backed up" in told
    assert "SECRET_KEY" in told
    assert_same(site, empty_site)
    # Whoever kept pages of what was at this address learns that all of them are over.
    key, number = empty_site.query("SELECT key, id FROM articles_publicchange ORDER BY id")[-1]
    assert key == "site"
    assert number > 1_700_000_000_000
    # The triggers of the search are there, and `check` finds nothing amiss.
    assert "no issues" in empty_site.manage("check", "--database", "default")


@pytest.mark.thorough
def test_a_place_that_is_not_empty_is_left_alone(backups, empty_site):
    empty_site.media.mkdir()
    (empty_site.media / "cat.jpg").write_bytes(b"cat")
    code, _out, err = empty_site.run("restore", backups)
    assert (code, "cat.jpg" in err) == (1, True)
    assert empty_site.tables() == []
    (empty_site.media / "cat.jpg").unlink()

    empty_site.manage("restore", backups)
    before = empty_site.rows()
    code, _out, err = empty_site.run("restore", backups)
    assert (code, "is not empty" in err) == (1, True)
    assert empty_site.rows() == before


@pytest.mark.thorough
def test_a_restore_that_was_cut_off_is_run_again(site, backups, empty_site):
    shutil.copytree(site.media, empty_site.media)
    whole, cut = sorted(path for path in empty_site.media.rglob("*") if path.is_file())[:2]
    cut.write_bytes(whole.read_bytes()[:10])
    empty_site.manage("restore", backups)
    assert_same(site, empty_site)


def test_damage_is_found(backups):
    picture = next(path for path in (backups / "files").rglob("*") if path.is_file())
    data = picture.read_bytes()
    (database,) = backups.glob("*/database.sqlite3")
    (manifest,) = backups.glob("*/manifest.json")
    for path, damaged in (
        (picture, data[:-1] + bytes([data[-1] ^ 1])),
        (database, database.read_bytes()[:-4096]),
        (manifest, manifest.read_bytes().replace(b'"sqlite"', b'"sqlitf"', 1)),
        (manifest, manifest.read_bytes()[:-20]),
    ):
        right = path.read_bytes()
        path.write_bytes(damaged)
        with pytest.raises(CannotRestore, match="is damaged"):
            verify(*chosen_backup(str(backups)))
        path.write_bytes(right)
    verify(*chosen_backup(str(backups)))
    picture.unlink()
    with pytest.raises(CannotRestore, match="is missing"):
        verify(*chosen_backup(str(backups)))


@pytest.mark.django_db
def test_a_backup_of_a_newer_release_or_of_another_database_is_refused(backups, settings):
    place, manifest = chosen_backup(str(backups))
    newer = replace(manifest, migrations=(*manifest.migrations, "articles.0999_x"))
    with pytest.raises(CannotRestore, match=r"a newer release .*0999_x"):
        restore(place, newer)
    other = replace(manifest, vendor="oracle")
    with pytest.raises(CannotRestore, match="this backup is of oracle"):
        restore(place, other)
    with pytest.raises(CannotRestore, match="there is no backup 2026, but 2"):
        chosen_backup(str(backups), "2026")
    with pytest.raises(CannotRestore, match="there is no backup"):
        chosen_backup(str(settings.MEDIA_ROOT))


@pytest.mark.thorough
def test_a_site_comes_back_from_a_bucket_into_a_bucket(site, tmp_path):
    with object_store.running() as store:
        environ = store.environ | {
            "MEDIA_STORAGE": "", "ORIGINALS_STORAGE": ""
        }  # fmt: skip
        site = OwnSite(site.folder, **environ)
        place = f"s3://{store.bucket}/backups"
        assert "(0 copied)" not in site.manage("backup", place)
        told = site.manage("backup", place, "--keep", "1")
        assert "(0 copied)" in told
        assert "deleted" in told
        empty = OwnSite(tmp_path / "elsewhere", **store.environ)
        assert "is what was backed up" in empty.manage("restore", place)
        restored = {
            f"{folder}/{entry.name}": store.storage(folder).open(entry.name).read()
            for folder in ("media", "originals")
            for entry in store.storage(folder).listing()
        }
        assert restored == site.files()
        assert empty.rows()["articles_article"] == site.rows()["articles_article"]
        assert "all of it is there" in empty.manage("restore", place, "--verify")


@needs_postgres
@pytest.mark.thorough
def test_a_site_on_postgresql_comes_back(tmp_path):
    with postgres_databases(2) as (one, other):
        site, empty = OwnSite(tmp_path / "one", one), OwnSite(tmp_path / "other", other)
        fill(site)
        site.manage("backup", tmp_path / "backups")
        sqlite = OwnSite(tmp_path / "sqlite")
        code, _out, err = sqlite.run("restore", tmp_path / "backups")
        assert (code, "move_database" in err) == (1, False)
        assert "of postgresql" in err
        assert "is what was backed up" in empty.manage("restore", tmp_path / "backups")
        assert_same(site, empty)
        assert "no issues" in empty.manage("check", "--database", "default")
        triggers = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        assert site.query(triggers) == empty.query(triggers) != []
        # What is written next comes after what readers have seen.
        empty.manage(
            "shell", "-v0", "-c",
            "from articles.models import Category; Category.from_key('NEW')",
        )  # fmt: skip
        (last,) = empty.query("SELECT max(id) FROM articles_publicchange")[0]
        assert last >= 1_700_000_000_000
