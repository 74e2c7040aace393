"""Where one is signed in is listed, and ended from afar."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from articles.lib.user_agents import browser_in_words
from articles.models import SignedInSession

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def signed_in(address="198.51.100.7"):
    client = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR=address)
    client.post("/admin/login/", {"username": "ed", "password": "pw"})
    client.get("/admin/")
    return client


def test_each_session_is_listed_with_browser_and_network(make_user):
    make_user("Editors", "ed")
    here = signed_in()
    signed_in("2001:db8:1:2::3")
    page = here.get("/admin/account/").content.decode()
    assert page.count("Firefox, Linux") == 2
    assert "198.51.100.7" in page
    assert "2001:db8:1:2::/64" in page
    assert page.count("this one") == 1


def test_signing_out_elsewhere_leaves_this_session(make_user):
    make_user("Editors", "ed")
    make_user("Editors", "jo")
    here, there, other = signed_in(), signed_in(), Client()
    other.post("/admin/login/", {"username": "jo", "password": "pw"})
    other.get("/admin/")
    assert here.post("/admin/account/").status_code == 302
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302
    assert other.get("/admin/").status_code == 200


def test_use_is_written_down_once_in_some_minutes(make_user, django_assert_num_queries):
    make_user("Editors", "ed")
    with time_machine.travel(NOON, tick=False) as clock:
        here = signed_in()
        row = SignedInSession.objects.get()
        clock.shift(60)
        with django_assert_num_queries(2):
            here.get("/admin/jsi18n/")
        row.refresh_from_db()
        assert row.seen_at == NOON
        clock.shift(300)
        here.get("/admin/jsi18n/")
        row.refresh_from_db()
        assert row.seen_at == NOON + dt.timedelta(seconds=360)


def test_a_session_leaves_the_list_however_it_ends(make_user):
    make_user("Editors", "ed")
    signed_in().post("/admin/logout/")
    assert not SignedInSession.objects.exists()
    here = signed_in()
    data = {"old_password": "pw", "new_password1": "harbour-9-x", "new_password2": "harbour-9-x"}
    here.post("/admin/password_change/", data)
    here.get("/admin/")
    # It has another key since.
    assert SignedInSession.objects.get().pk == here.session.session_key
    Session.objects.update(expire_date=NOON)
    call_command("clearsessions")
    assert not SignedInSession.objects.exists()


def test_browsers_in_words():
    chrome = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
    words = {
        FIREFOX: "Firefox, Linux",
        chrome.format("Windows NT 10.0; Win64; x64"): "Chrome, Windows",
        chrome.format("Windows NT 10.0") + " Edg/130.0": "Edge, Windows",
        chrome.format("Linux; Android 14; Pixel 8"): "Chrome, Android",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604": "Safari, iPhone",
        "curl/8.5": "",
        "": "",
    }
    assert {agent: browser_in_words(agent) for agent in words} == words
