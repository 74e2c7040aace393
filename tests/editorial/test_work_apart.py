"""Work that somebody waits for while typing is done behind all other work, one thing at a time."""

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from articles.editorial import work_apart as module
from articles.editorial.exceptions import BusyTyping
from articles.editorial.work_apart import work_apart
from articles.front_matter.mojibake import repair_text


def test_it_is_done_in_another_process_that_stands_behind():
    assert work_apart(os.getpid) not in (os.getpid(), 0)
    assert work_apart(os.getpid) == work_apart(os.getpid)
    assert work_apart(os.nice, 0) == os.nice(0) + 10
    assert work_apart(repair_text, "ofâ€¦") == "of…"


def test_nobody_waits_for_the_work_of_another():
    with module._lock, pytest.raises(BusyTyping):
        work_apart(os.getpid)


def test_an_error_is_that_of_the_work_and_the_process_goes_on():
    before = work_apart(os.getpid)
    with pytest.raises(AttributeError):
        work_apart(repair_text, 1)
    assert work_apart(os.getpid) == before


def test_a_process_that_dies_is_followed_by_another():
    before = work_apart(os.getpid)
    with pytest.raises(BrokenProcessPool):
        work_apart(os._exit, 1)
    assert work_apart(os.getpid) not in (before, os.getpid())
