"""A backup is whole or none, copies nothing twice, and goes when newer ones replace it."""

import datetime as dt
import os

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from articles.models import LastBackup
from articles.operations.backup.exceptions import CannotBackUp
from articles.operations.backup.making import back_up
from articles.operations.backup.place import BackupPlace, DirectoryStorage, open_place

pytestmark = [
    # SQLite copies what is committed.
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="thorough tests dump PostgreSQL"),
]


@pytest.fixture
def store(settings):
    """`store(name, data)` stores a picture."""

    def put(name: str, data: bytes) -> None:
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return put


@pytest.fixture
def place(tmp_path):
    return tmp_path / "backups"


def files_of(place) -> set[bytes]:
    return {path.read_bytes() for path in (place / "files").rglob("*") if path.is_file()}


def let_days_pass(place) -> None:
    """What is at the place is older than anything that is going on."""
    old = (timezone.now() - dt.timedelta(days=2)).timestamp()
    for path in place.rglob("*"):
        os.utime(path, (old, old))


def test_a_file_that_is_there_already_is_not_copied_again(store, place):
    store("covers/a.jpg", b"a")
    store("covers/same.jpg", b"a")
    assert back_up(str(place)).copied == 1
    store("covers/b.jpg", b"b")
    report = back_up(str(place))
    assert report.copied == 1
    assert sorted(report.manifest.files["default"]) == [
        "covers/a.jpg", "covers/b.jpg", "covers/same.jpg",
    ]  # fmt: skip
    assert files_of(place) == {b"a", b"b"}


def test_a_file_that_was_taken_from_the_backups_is_copied_again(store, place):
    store("covers/a.jpg", b"a")
    back_up(str(place))
    for path in (place / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    assert back_up(str(place)).copied == 1


def test_what_was_cut_off_is_no_backup(store, place, monkeypatch):
    """At every file that a backup writes, the last of which is the manifest."""
    store("covers/a.jpg", b"a")
    store("covers/b.jpg", b"b")
    back_up(str(place))
    written = []
    save = DirectoryStorage._save

    def fail_at(number):
        def cut_off(self, name, content):
            written.append(name)
            if len(written) > number:
                raise OSError(28, "No space left on device")
            return save(self, name, content)

        written.clear()
        monkeypatch.setattr(DirectoryStorage, "_save", cut_off)

    (complete,) = open_place(str(place)).names()
    store("covers/c.jpg", b"c")
    for number in range(3):
        fail_at(number)
        with pytest.raises(OSError, match="No space"):
            back_up(str(place))
        assert open_place(str(place)).names() == [complete]
    assert written[-1].endswith("manifest.json")
    fail_at(0)
    with pytest.raises(CommandError, match=r"No backup was made: .*No space"):
        call_command("backup", str(place))
    fail_at(3)
    back_up(str(place))
    assert len(open_place(str(place)).names()) == 2
    assert not list(place.rglob("*.part"))


def test_only_the_newest_stay_and_what_they_need(store, place, settings):
    store("covers/a.jpg", b"a")
    first = back_up(str(place)).manifest.name
    (settings.MEDIA_ROOT / "covers/a.jpg").unlink()
    store("covers/b.jpg", b"b")
    second = back_up(str(place)).manifest.name
    let_days_pass(place)
    report = back_up(str(place), keep=2)
    assert report.deleted == (first,)
    assert open_place(str(place)).names() == [second, report.manifest.name]
    assert files_of(place) == {b"b"}
    assert not (place / first).exists()


def test_nothing_is_deleted_that_a_backup_in_the_making_may_need(store, place, settings):
    """Its files are young, and so is its folder; both go when they are a day old."""
    store("covers/a.jpg", b"a")
    back_up(str(place))
    other = BackupPlace(DirectoryStorage(location=place, allow_overwrite=True))
    other.put_file("ab" * 32, b"of the other")
    begun = other.new_name(timezone.now())
    database = settings.MEDIA_ROOT / "covers/a.jpg"
    other.put_database(f"{begun}/database.sqlite3", database)
    back_up(str(place), keep=1)
    assert b"of the other" in files_of(place)
    assert (place / begun).exists()

    let_days_pass(place)
    (place / begun).rename(place / "2026-01-01T00-00-00Z")
    back_up(str(place), keep=1)
    assert files_of(place) == {b"a"}
    assert not (place / "2026-01-01T00-00-00Z").exists()


def test_a_damaged_manifest_stops_the_deleting_of_files(store, place):
    store("covers/a.jpg", b"a")
    name = back_up(str(place)).manifest.name
    (place / name / "manifest.json").write_bytes(b"{")
    let_days_pass(place)
    with pytest.raises(CannotBackUp, match=f"is made, but old ones are not deleted: {name}"):
        back_up(str(place), keep=2)
    assert files_of(place) == {b"a"}


def test_one_backup_is_made_at_a_time(place):
    from filelock import FileLock

    place.mkdir()
    with FileLock(place / ".lock"), pytest.raises(CannotBackUp, match="another backup"):
        back_up(str(place))


def test_the_last_success_is_known(place):
    report = back_up(str(place))
    last = LastBackup.objects.get()
    assert (last.place, last.name) == (str(place), report.manifest.name)
    assert last.size == report.manifest.size > 100_000
    newer = back_up(str(place))
    assert LastBackup.objects.get().name == newer.manifest.name


def test_keeping_nothing_is_refused(place):
    for number in ("0", "-1", "x"):
        with pytest.raises(CommandError, match="is no number of backups"):
            call_command("backup", str(place), f"--keep={number}")
    assert not place.exists()
