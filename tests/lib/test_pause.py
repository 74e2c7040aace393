"""A server that failed is left alone for a second, and the log of the program says so once."""

from articles.lib import pause
from articles.lib.pause import Pause


def test_a_pause_lasts_a_second(monkeypatch, caplog):
    now = [100.0]
    monkeypatch.setattr(pause.time, "monotonic", lambda: now[0])
    store = Pause("The store")
    assert not store.is_on
    for begun in (100.0, 101.1):
        now[0] = begun
        store.begin(OSError("gone"))
        for seconds, is_on in ((0.0, True), (0.9, True), (1.0, False)):
            now[0] = begun + seconds
            assert store.is_on == is_on
    assert caplog.messages == ["The store fails: OSError: gone"]


def test_what_works_again_is_told_and_may_fail_again(caplog):
    store = Pause("The store")
    store.end()
    store.tell(ValueError("full"))
    assert not store.is_on
    store.end()
    store.end()
    store.tell(ValueError("full again"))
    assert caplog.messages == [
        "The store fails: ValueError: full",
        "The store works again",
        "The store fails: ValueError: full again",
    ]
