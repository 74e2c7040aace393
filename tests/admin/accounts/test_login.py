"""Signing in to the admin: who has no access is told so, and nobody else learns anything."""

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db

WRONG = "Please enter the correct username and password"


@pytest.fixture
def people(db):
    for name, flags in {"reader": {}, "gone": {"is_active": False}, "left": {
        "is_active": False, "is_staff": True}, "ed": {"is_staff": True}}.items():  # fmt: skip
        User.objects.create_user(name, password="pw", **flags)


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("reader", "pw", "this account has no access to the desk"),
        ("gone", "pw", "This account is switched off"),
        ("left", "pw", "This account is switched off"),
        ("reader", "x", WRONG), ("gone", "x", WRONG), ("left", "x", WRONG), ("ed", "x", WRONG),
        ("nobody", "pw", WRONG),
    ],
)  # fmt: skip
def test_only_the_right_password_says_why_there_is_no_access(people, client, name, password, told):
    response = client.post("/admin/login/", {"username": name, "password": password})
    page = response.content.decode()
    assert told in page
    assert (WRONG in page) == (told == WRONG)
    assert "_auth_user_id" not in client.session


def test_a_refused_login_costs_the_same_for_every_account(people, client, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    calls = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *a: calls.append(1) or plain(self, *a)
    )
    counts = set()
    for name in ("ed", "gone", "reader", "nobody"):
        calls.clear()
        client.post("/admin/login/", {"username": name, "password": "x"})
        counts.add(len(calls))
    assert len(counts) == 1, counts


def test_an_editor_signs_in(people, client):
    assert client.post("/admin/login/", {"username": "ed", "password": "pw"}).status_code == 302
