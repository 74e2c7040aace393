"""The second factor: set up with a code, asked for at each log-in, and never a trap."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.accounts import second_factor
from articles.models import AuditEntry

pytestmark = pytest.mark.django_db
LOGIN, STEP, SET_UP = "/admin/login/", "/admin/login/code/", "/admin/account/second-factor/"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def code_of(user):
    return f"{totp(TOTPDevice.objects.get(user=user).bin_key):06}"


def first_step(client, then=""):
    return client.post(LOGIN, {"username": "ed", "password": "pw", "next": then})


@pytest.fixture
def editor(clock, make_user):
    """Somebody with a second factor, and the recovery codes."""
    user = make_user("Editors", "ed")
    second_factor.new_device(user)
    user.codes = second_factor.confirm(user, code_of(user))
    clock.shift(30)
    return user


def test_set_up_shows_a_picture_and_then_recovery_codes_once(clock, client, make_user):
    user = make_user("Editors", "ed")
    elsewhere = Client()
    for one in (client, elsewhere):
        first_step(one)
        assert one.get("/admin/").status_code == 200
    page = client.get(SET_UP).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    key = re.search(r'class="key">([A-Z2-7 ]+)<', page)[1]
    assert key == re.search(r'class="key">([A-Z2-7 ]+)<', client.get(SET_UP).content.decode())[1]
    assert not client.post(SET_UP, {"code": "000000"}).context["codes"]
    assert not second_factor.has_factor(user)
    shown = client.post(SET_UP, {"code": code_of(user)})
    assert len(shown.context["codes"]) == 10
    assert shown.headers["Cache-Control"].count("no-store") == 1
    assert shown.context["codes"][0] not in client.get(SET_UP).content.decode()
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302, "it began without the second factor"


def test_the_password_alone_opens_nothing(editor, client):
    answer = first_step(client, then="/admin/articles/article/")
    assert answer.headers["Location"].startswith(STEP)
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    done = client.post(STEP, {"code": code_of(editor), "next": "/admin/articles/article/"})
    assert done.headers["Location"] == "/admin/articles/article/"
    assert client.get("/admin/").status_code == 200


def test_each_code_is_good_once(editor, client):
    code = code_of(editor)
    first_step(client)
    assert client.post(STEP, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    other = Client()
    first_step(other)
    assert other.post(STEP, {"code": code}).status_code == 200
    for spelling in (editor.codes[0].upper(), editor.codes[0]):
        answer = other.post(STEP, {"code": spelling})
        assert (answer.status_code == 302) == (spelling != editor.codes[0])
        other = Client()
        first_step(other)
    assert second_factor.recovery_codes_left(editor) == 9


def test_wrong_codes_are_limited(editor, client, settings, clock):
    settings.LOGIN_FAILURES_PER_ACCOUNT = 3
    first_step(client)
    assert [client.post(STEP, {"code": "1"}).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.post(STEP, {"code": code_of(editor)}).status_code == 429
    call_command("unlock_account", "ed")
    clock.shift(30)
    assert client.post(STEP, {"code": code_of(editor)}).status_code == 302


def test_the_first_step_is_forgotten_after_some_minutes(editor, client, clock):
    first_step(client)
    clock.shift(601)
    answer = client.post(STEP, {"code": code_of(editor)})
    assert "too long ago" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_is_led_to_another_site(editor, client):
    first_step(client, then="https://evil.example.com/")
    done = client.post(STEP, {"code": code_of(editor), "next": "https://evil.example.com/"})
    assert done.headers["Location"] == "/admin/"


def test_a_group_that_must_have_it_sees_only_the_set_up(clock, client, make_user, settings):
    settings.SECOND_FACTOR_GROUPS = ["Editors"]
    user, writer = make_user("Editors", "ed"), make_user("Writers", "wr")
    first_step(client)
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == SET_UP
    assert "Your role needs a second factor" in answer.content.decode()
    for path in ("/admin/articles/article/", "/admin/account/", "/admin/password_change/"):
        assert client.get(path).status_code == 302
    client.post(SET_UP, {"code": code_of(user)})
    assert client.get("/admin/").status_code == 200
    clock.shift(30)
    client.post(SET_UP, {"code": code_of(user), "act": "off"})
    assert second_factor.has_factor(user), "who must have it cannot switch it off"
    hers = Client()
    hers.force_login(writer)
    assert hers.get("/admin/").status_code == 200


def test_superusers_belong_to_every_group(client, admin_user, settings):
    client.force_login(admin_user)
    assert client.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_GROUPS = ["Administrators"]
    assert client.get("/admin/").status_code == 302


def test_it_is_switched_off_with_a_code_and_not_without(editor, client, clock):
    client.force_login(editor)
    client.post(SET_UP, {"code": "123456", "act": "off"})
    assert second_factor.has_factor(editor)
    client.post(SET_UP, {"code": code_of(editor), "act": "off"})
    assert not second_factor.has_factor(editor)
    assert AuditEntry.objects.filter(action="remove_second_factor").exists()


def test_a_command_removes_a_lost_factor(editor, client, capsys):
    call_command("reset_second_factor", "ed")
    assert "password only" in capsys.readouterr().out
    assert first_step(client).headers["Location"] == "/admin/"
    call_command("reset_second_factor", "ed")
    assert "has no second factor" in capsys.readouterr().out


def test_the_admin_shows_no_keys(admin_client):
    page = admin_client.get("/admin/").content.decode()
    assert "otp_totp" not in page
