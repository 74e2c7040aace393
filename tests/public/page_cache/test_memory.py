"""The memory of a process holds so many bytes, and those of pages that are asked for."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from articles.public.page_cache.kept_page import KeptPage
from articles.public.page_cache.memory import PageMemory, ProcessMemory


def page(text: str = "x", size: int = 1000) -> KeptPage:
    return KeptPage.of(
        text.encode() * size, status_line="200 OK", headers=(), keys="list:en", sequence=1,
        rendered_at=1.0, until=2.0,
    )  # fmt: skip


def test_the_least_recently_used_pages_are_dropped():
    memory = PageMemory(10_000)
    for number in range(12):
        memory.put(f"/{number}", page())
        memory.get("/0")
    assert memory.get("/0")
    assert memory.get("/11")
    assert memory.get("/1") is None
    assert memory.size <= 10_000


def test_the_size_is_that_of_the_pages_after_any_number_of_changes():
    memory = PageMemory(50_000)
    for number in range(500):
        memory.put(f"/{number % 60}", page(size=number))
        assert memory.size <= 50_000
    assert 20 < len(memory) < 60
    for number in range(60):
        memory.drop(f"/{number}")
    assert (len(memory), memory.size) == (0, 0)


def test_a_page_that_would_drive_out_all_others_is_not_kept():
    memory = PageMemory(10_000)
    memory.put("/small", page())
    large = page()
    large.body = b"x" * 9000
    memory.put("/large", large)
    assert memory.get("/large") is None
    assert memory.get("/small")


def test_codings_that_are_added_count():
    memory = ProcessMemory(100_000)
    kept = page("Гавань ", 500)
    memory.put("/", kept)
    before = memory.size
    _coding, body = kept.in_coding("gzip")
    memory.weigh("/")
    assert memory.size == before + len(body)
    memory.weigh("/nothing")


def test_a_body_without_a_coding_takes_no_room():
    kept = page("Гавань ", 500)
    assert kept.in_coding("identity") == ("identity", ("Гавань " * 500).encode())
    assert not kept.others


def test_what_is_invented_never_drives_out_pages():
    memory = ProcessMemory(80_000)
    for number in range(20):
        memory.put(f"/page/{number}", page())
    for number in range(1000):
        memory.put(f"/invented/{number}", page(), is_invented=True)
    assert all(memory.get(f"/page/{number}") for number in range(20))
    assert memory.size <= 80_000
    assert len(memory) < 40


def test_an_address_has_one_page():
    memory = ProcessMemory(80_000)
    found, gone = page("found"), page("gone")
    memory.put("/", found)
    memory.put("/", gone, is_invented=True)
    assert memory.get("/") is gone
    memory.put("/", found)
    assert memory.get("/") is found
    assert len(memory) == 1


@pytest.fixture
def hasty_threads():
    """Threads take turns after each step, as they do now and then on a busy server."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_may_share_it():
    memory = PageMemory(20_000)
    kept = page()

    def use(seed: int) -> None:
        for number in range(20_000):
            address = f"/{(number * seed) % 30}"
            memory.put(address, kept) if number % 3 == 0 else memory.get(address)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, (1, 3, 7, 11)))
    assert memory.size <= 20_000
    for number in range(30):
        memory.drop(f"/{number}")
    assert memory.size == 0


@pytest.mark.usefixtures("hasty_threads")
def test_pages_are_dropped_while_others_are_asked_for():
    memory = PageMemory(20_000)
    kept = page()
    is_full = Event()

    def ask() -> None:
        while not is_full.is_set():
            for number in range(40):
                memory.get(f"/{number}")

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        try:
            for number in range(20_000):
                memory.put(f"/{number % 40}", kept)
        finally:
            is_full.set()
    for one in asking:
        one.result()
    assert memory.size <= 20_000
