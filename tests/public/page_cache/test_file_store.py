"""The file of pages: bounded, shared, and never a reason for an error."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.lib import pause
from articles.public.page_cache import file_store
from articles.public.page_cache.file_store import FileStore
from articles.public.page_cache.known_changes import Change

HEAD = Change(7, "list:en", 1_800_000_000.123456)
LIMIT = 400_000


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    """A store that failed is asked again at once."""
    monkeypatch.setattr(pause, "SECONDS", -1.0)


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "new", "pages", "r1", LIMIT)


def put(store: FileStore, address: str, content: bytes = b"page", head: Change = HEAD) -> None:
    store.store(address, content, head, 60)


def test_what_is_stored_is_found_by_another_process(store):
    """Which opens the file by itself."""
    put(store, "/en/", b"\x00\xffpage")
    other = FileStore(store.path.parent, "pages", "r1", LIMIT)
    assert other.fetch("/en/") == store.fetch("/en/") == b"\x00\xffpage"
    assert other.fetch("/uk/") is None
    put(other, "/en/", b"new")
    assert store.fetch("/en/") == b"new"


def test_another_release_begins_with_an_empty_file(store):
    put(store, "/en/")
    new = FileStore(store.path.parent, "pages", "r2", LIMIT)
    assert new.fetch("/en/") is None
    assert not store.path.exists()
    # The old one goes on until it ends.
    assert store.fetch("/en/") == b"page"
    other_site = FileStore(store.path.parent, "papers", "r1", LIMIT)
    assert other_site.fetch("/en/") is None
    assert new.path.exists()


def test_the_head_of_the_log_is_the_newest_that_was_stored(store):
    assert store.head() is None
    put(store, "/1")
    put(store, "/2", head=Change(5, "older", 1.0))
    assert store.head() == HEAD
    put(store, "/3", head=Change(9, "", 2.5))
    assert store.head() == Change(9, "", 2.5)


def test_all_is_dropped_for_all(store):
    other = FileStore(store.path.parent, "pages", "r1", LIMIT)
    put(store, "/en/")
    assert other.fetch("/en/")
    store.clear()
    assert other.fetch("/en/") is None
    assert other.head() is None


def test_the_oldest_pages_leave_a_full_file(store):
    for number in range(600):
        put(store, f"/{number}", os.urandom(6000))
        if number % 20 == 0:
            # Rendered again, so new again.
            put(store, "/often", b"x")
    assert store.fetch("/0") is None
    assert store.fetch("/599")
    assert store.fetch("/often")
    files = list(store.path.parent.iterdir())
    # The file, and its write-ahead log.
    assert sum(file.stat().st_size for file in files) < LIMIT + 100 * 8192 + 5 * 2**20


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"This is no database." * 1000),
        lambda path: path.write_bytes(path.read_bytes()[:5000] + os.urandom(20_000)),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
    ids=["text", "half", "empty", "gone"],
)
def test_a_damaged_file_is_made_anew(store, damage):
    for number in range(50):
        put(store, f"/{number}", os.urandom(3000))
    store._connection.close()
    store._connection = None
    for ending in ("-wal", "-shm"):
        store.path.with_name(store.path.name + ending).unlink(missing_ok=True)
    damage(store.path)
    found = [store.fetch(f"/{number}") for number in range(50)]
    assert all(content is None or len(content) == 3000 for content in found)
    for number in range(50):
        put(store, f"/{number}", b"new")
    assert store.fetch("/49") == b"new"


def test_a_damaged_page_in_use_costs_the_file(store):
    """The error comes in the middle of an answer."""
    put(store, "/en/")
    store._connection.close()

    class Damaged:
        in_transaction = False

        def execute(self, *args):
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error

        def close(self):
            pass

    store._connection = Damaged()
    assert store.fetch("/en/") is None
    put(store, "/en/", b"new")
    assert store.fetch("/en/") == b"new"


def test_a_locked_file_is_a_page_that_is_not_found(store, monkeypatch):
    monkeypatch.setattr(file_store, "TIMEOUT", 0.0)
    put(store, "/en/")
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    put(store, "/en/", b"new")
    # Who writes keeps nobody from reading.
    assert store.fetch("/en/") == b"page"
    other.execute("ROLLBACK")
    store._connection.close()
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("DELETE FROM head")
    another = FileStore(store.path.parent, "pages", "r1", LIMIT)
    assert another.fetch("/en/") is None
    put(another, "/en/", b"new")
    other.close()
    assert another.fetch("/en/") == b"page"


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("disk I/O error"),
        sqlite3.OperationalError("unable to open database file"),
        sqlite3.OperationalError("attempt to write a readonly database"),
        OSError(28, "No space left on device"),
    ],
    ids=str,
)
def test_a_full_disk_is_a_page_that_is_not_stored(store, monkeypatch, error, caplog):
    def connect(*args, **options):
        raise error

    monkeypatch.setattr(sqlite3, "connect", connect)
    put(store, "/en/")
    assert store.fetch("/en/") is None
    assert store.head() is None
    store.clear()
    # Told once.
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    monkeypatch.undo()
    put(store, "/en/")
    assert store.fetch("/en/") == b"page"


def test_a_store_that_failed_is_left_alone_for_a_while(store, monkeypatch):
    monkeypatch.setattr(pause, "SECONDS", 3600.0)
    tries = []

    def connect(*args, **options):
        tries.append(1)
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(sqlite3, "connect", connect)
    for _ in range(10):
        assert store.fetch("/en/") is None
    assert len(tries) == 1


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    store = FileStore(tmp_path / "file" / "folder", "pages", "r1", LIMIT)
    put(store, "/en/")
    assert store.fetch("/en/") is None


def test_threads_may_share_it(store):
    def use(seed: int) -> None:
        for number in range(200):
            address = f"/{(number * seed) % 30}"
            put(store, address, address.encode())
            assert store.fetch(address) in (None, address.encode())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, (1, 3, 7, 11)))


def test_a_child_opens_the_file_for_itself(store):
    put(store, "/en/")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        found = store.fetch("/en/") or b""
        put(store, "/child/", b"from the child")
        os.write(writer, found)
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 100) == b"page"
    assert store.fetch("/child/") == b"from the child"
    os.close(reader)
    os.close(writer)
