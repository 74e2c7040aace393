"""A storage of pictures that hangs holds few threads; who is behind a slow one gets a picture."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile

from articles.lib import object_storage
from articles.public import media_views, storage_turns
from articles.public.storage_turns import MOST_AT_ONCE, StorageTurns
from tests import object_store
from tests.servers import PATIENCE


class Places:
    """Stands for the semaphore: `steps` say for each wait what happens in it, and whether a place
    came. `waits` are the seconds that each would have taken at most."""

    def __init__(self, *steps: Callable[[], bool]) -> None:
        self._steps = iter(steps)
        self.waits: list[float] = []

    def acquire(self, timeout: float) -> bool:
        self.waits.append(timeout)
        return next(self._steps)()

    def release(self) -> None:
        pass


@pytest.fixture(autouse=True)
def turns(monkeypatch) -> StorageTurns:
    """Turns of a process that has just started."""
    turns = StorageTurns()
    monkeypatch.setattr(media_views, "_turns", turns)
    return turns


def no_place() -> bool:
    return False


def a_place() -> bool:
    return True


def test_who_is_behind_a_slow_storage_waits_while_others_get_answers(turns):
    def others_get_answers() -> bool:
        turns._note_answer()
        return False

    turns._places = places = Places(others_get_answers, others_get_answers, a_place)
    with turns.turn():
        pass
    assert places.waits == [storage_turns.PATIENCE] * 3


def test_nobody_waits_for_ever(turns):
    def others_get_answers() -> bool:
        turns._note_answer()
        return False

    turns._places = places = Places(*[others_get_answers] * 100)
    with pytest.raises(TimeoutError), turns.turn():
        pass
    assert len(places.waits) < 10


def test_where_a_storage_hangs_nobody_waits_until_it_has_answered(turns):
    turns._places = places = Places(no_place, no_place, a_place, a_place, a_place)
    for _each in range(2):
        with pytest.raises(TimeoutError), turns.turn():
            pass
    with pytest.raises(OSError, match="away"), turns.turn():
        raise OSError("the storage is away")
    # That there is no such file is an answer.
    with pytest.raises(FileNotFoundError), turns.turn():
        raise FileNotFoundError
    with turns.turn():
        pass
    patience = storage_turns.PATIENCE
    assert places.waits == [patience, 0, 0, 0, patience]


def test_a_storage_that_hangs_holds_few_threads(rf, monkeypatch):
    """The others answer pages: a page with twenty pictures must not stop the whole process."""
    hangs, asked = threading.Event(), threading.Semaphore(0)

    def opened(path):
        asked.release()
        hangs.wait(PATIENCE)
        raise OSError("the storage is away")

    def ask():
        return media_views.media(rf.get("/media/a.jpg"), "a.jpg")

    monkeypatch.setattr(media_views, "default_storage", SimpleNamespace(open=opened))
    monkeypatch.setattr(storage_turns, "PATIENCE", 0.01)
    with ThreadPoolExecutor(MOST_AT_ONCE) as readers:
        waiting = [readers.submit(ask) for _each in range(MOST_AT_ONCE)]
        try:
            assert all(asked.acquire(timeout=PATIENCE) for _each in waiting)
            answers = [ask(), ask()]
            assert not asked.acquire(blocking=False), "it asked for one more"
        finally:
            hangs.set()
        answers += [one.result() for one in waiting]
    assert {one.status_code for one in answers} == {503}
    assert all(one.headers["Retry-After"] for one in answers)


def test_pictures_of_a_bucket_are_back_when_it_answers_again(rf, settings, monkeypatch):
    def ask(_number: int = 0) -> int:
        return media_views.media(rf.get("/media/a.jpg"), "a.jpg").status_code

    with object_store.running() as store:
        store.storage("media").save("a.jpg", ContentFile(b"picture"))
        monkeypatch.setattr(object_storage, "TIMEOUT", 0.2)
        monkeypatch.setattr(storage_turns, "PATIENCE", 0.01)
        settings.STORAGES = settings.STORAGES | store.storages()
        store.freeze()
        try:
            with ThreadPoolExecutor(8) as readers:
                assert set(readers.map(ask, range(20))) == {503}
        finally:
            store.thaw()
        monkeypatch.setattr(object_storage, "TIMEOUT", PATIENCE)
        monkeypatch.setattr(storage_turns, "PATIENCE", PATIENCE)
        settings.STORAGES = settings.STORAGES | store.storages()
        # The first one finds out that it answers.
        assert ask() == 200
        with ThreadPoolExecutor(8) as readers:
            assert set(readers.map(ask, range(20))) == {200}
