"""Passwords are hashed as Django does, by a thread that stands behind all others."""

import os
import sys
import threading

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, get_hasher
from django.test import override_settings

from articles.accounts import quiet_hasher
from articles.accounts.quiet_hasher import QuietPasswordHasher
from newsroom import settings as site

WEAK = 10


def test_a_hash_is_the_one_that_django_makes():
    ours, theirs = QuietPasswordHasher(), PBKDF2PasswordHasher()
    assert ours.encode("pw", "salt" * 6, WEAK) == theirs.encode("pw", "salt" * 6, WEAK)


def test_the_site_uses_it_and_reads_what_it_stored_before(monkeypatch):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", WEAK)
    stored = PBKDF2PasswordHasher().encode("pw", "salt" * 6, WEAK)
    with override_settings(PASSWORD_HASHERS=site.PASSWORD_HASHERS):
        assert check_password("pw", stored)
        assert not check_password("px", stored)
        assert isinstance(get_hasher(), QuietPasswordHasher)


def test_a_system_that_gives_no_priorities_hashes_all_the_same(monkeypatch):
    def refuse(*arguments):
        raise ProcessLookupError

    monkeypatch.setattr(os, "setpriority", refuse)
    quiet_hasher._executor.cache_clear()
    ours, theirs = QuietPasswordHasher(), PBKDF2PasswordHasher()
    try:
        assert ours.encode("pw", "salt" * 6, WEAK) == theirs.encode("pw", "salt" * 6, WEAK)
    finally:
        quiet_hasher._executor.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="a policy of Linux")
def test_in_a_flood_it_takes_what_nobody_else_wants(monkeypatch):
    seen = []
    policy = lambda self, *arguments: seen.append(os.sched_getscheduler(0))  # noqa: E731
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", policy)
    with quiet_hasher.far_behind():
        QuietPasswordHasher().encode("pw", "salt")
    QuietPasswordHasher().encode("pw", "salt")
    assert seen == [os.SCHED_IDLE, os.SCHED_OTHER]
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_only_the_thread_that_hashes_stands_behind(monkeypatch):
    seen = {}

    def note(self, *arguments):
        seen["nice"] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        return "hash"

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", note)
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert QuietPasswordHasher().encode("pw", "salt") == "hash"
    assert seen["nice"] >= before
    assert seen["nice"] >= quiet_hasher.NICE
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
