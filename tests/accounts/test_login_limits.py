"""Attempts to sign in are limited, and nobody can lock an editor out of her own browser."""

import datetime as dt
import logging
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from filelock import FileLock

from articles.models import Attempts

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def _few(settings):
    settings.LOGIN_FAILURES_PER_ACCOUNT, settings.LOGIN_FAILURES_PER_NETWORK = 3, 6
    settings.TRUSTED_PROXIES = 1


def attempt(client, name="ed", password="wrong", address="198.51.100.7"):
    data = {"username": name, "password": password}
    return client.post(LOGIN, data, headers={"x-forwarded-for": address})


def statuses(client, count, **values):
    return [attempt(client, **values).status_code for _ in range(count)]


def test_an_account_is_closed_for_a_while_from_wherever_it_is_tried(client, make_user):
    make_user("Editors", "ed")
    with time_machine.travel(dt.datetime(2026, 11, 20, tzinfo=dt.UTC), tick=False) as clock:
        tried = [attempt(client, address=f"198.51.100.{n}").status_code for n in range(4)]
        assert tried == [200, 200, 200, 429]
        # Also for the right password, and under another spelling of the name.
        refused = attempt(client, password="pw", address="203.0.113.9")
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "901"
        assert "Try again in 16 minutes" in refused.content.decode()
        assert attempt(client, name="ＥＤ").status_code == 429
        clock.shift(dt.timedelta(minutes=15, seconds=1))
        assert attempt(client, password="pw").status_code == 302


def test_a_name_without_an_account_is_closed_just_the_same(client):
    assert statuses(client, 4, name="nobody") == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("addresses", "closed"),
    [
        (["198.51.100.7"], True),
        (["198.51.100.7", "198.51.100.8"], False),
        # One subscriber has a network of addresses of IPv6.
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::2"], True),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], False),
    ],
)
def test_a_network_is_closed_whatever_names_it_tries(client, addresses, closed):
    tried = [
        attempt(client, name=f"name{n}", address=addresses[n % len(addresses)]).status_code
        for n in range(7)
    ]
    assert tried == [200] * 6 + [429 if closed else 200]


def test_signing_in_clears_the_count(client, make_user):
    make_user("Editors", "ed")
    for _ in range(3):
        assert statuses(client, 2) == [200, 200]
        assert attempt(Client(), password="pw").status_code == 302
        # The failures of the network stay: it may have tried other accounts.
        Attempts.forget(["network:198.51.100.7"])


def test_who_signed_in_here_before_is_not_locked_out_by_others(client, make_user):
    make_user("Editors", "ed")
    make_user("Editors", "jo")
    assert attempt(client, password="pw").status_code == 302
    client.post("/admin/logout/")
    stranger = Client()
    assert statuses(stranger, 4)[-1] == 429
    assert statuses(stranger, 4, name="jo", address="203.0.113.1")[-1] == 429
    assert attempt(client, password="pw").status_code == 302
    # The cookie is good for its account only, and has a limit of its own.
    client.post("/admin/logout/")
    assert attempt(client, name="jo", password="pw").status_code == 429
    assert statuses(client, 4) == [200, 200, 200, 429]


def test_a_forged_browser_is_not_known(client, make_user):
    make_user("Editors", "ed")
    assert attempt(client, password="pw").status_code == 302
    cookie = client.cookies["known_browser"]
    assert cookie["httponly"]
    assert cookie["path"] == "/admin/"
    forger = Client()
    forger.cookies["known_browser"] = cookie.value[:-2] + "xx"
    assert statuses(forger, 4)[-1] == 429


def test_while_a_password_is_checked_others_are_told_to_come_back(client, make_user, settings):
    make_user("Editors", "ed")
    with FileLock(settings.VAR_DIR / "login-any.lock"):
        busy = attempt(client, password="pw")
        assert busy.status_code == 503
        assert int(busy.headers["Retry-After"]) > 0
        assert "Try again in a few seconds" in busy.content.decode()
    assert not Attempts.objects.exists()
    assert attempt(client, password="pw").status_code == 302
    client.post("/admin/logout/")
    # A browser that is known has a turn of its own.
    with FileLock(settings.VAR_DIR / "login-any.lock"):
        assert attempt(client, password="pw").status_code == 302


def test_failures_are_logged_with_account_and_address_and_nothing_typed(client, make_user, caplog):
    make_user("Editors", "ed")
    with caplog.at_level(logging.INFO, logger="articles"):
        logging.getLogger("articles").addHandler(caplog.handler)
        statuses(client, 5, name="ed\r\nforged", password="hunter2-secret")
        logging.getLogger("articles").removeHandler(caplog.handler)
    messages = {record.getMessage() for record in caplog.records}
    lines = [message for message in messages if "failed" in message]
    assert len(lines) == 1
    (line,) = lines
    assert "198.51.100.7" in line
    assert "forged" not in caplog.text
    assert "hunter2" not in caplog.text


def test_a_command_unlocks_an_account(client, make_user, capsys):
    make_user("Editors", "ed")
    assert statuses(client, 4)[-1] == 429
    call_command("unlock_account", "ed")
    assert "unlocked" in capsys.readouterr().out
    assert attempt(client, password="pw").status_code == 302
    with pytest.raises(CommandError, match="Nobody is called “nobody”"):
        call_command("unlock_account", "nobody")
    call_command("unlock_account", "ed")
    assert "was not locked" in capsys.readouterr().out


def test_counts_are_not_kept_for_ever(client, make_user):
    make_user("Editors", "ed")
    with time_machine.travel(dt.datetime(2026, 11, 20, tzinfo=dt.UTC)):
        statuses(client, 2, name="somebody")
    assert Attempts.objects.count() == 2
    assert attempt(client, password="pw").status_code == 302
    assert not Attempts.objects.filter(count__gt=0).exists()


def test_without_a_folder_to_write_to_people_sign_in_all_the_same(client, make_user, settings):
    make_user("Editors", "ed")
    settings.VAR_DIR = Path("/dev/null/var")
    assert attempt(client, password="pw").status_code == 302
