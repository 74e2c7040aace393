"""Somebody to try the desk as, made once."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("demo_editor", stdout=out)
    return out.getvalue()


def test_the_password_is_shown_once_and_works(client):
    password = re.search(r"password: (\S+)", run())[1]
    assert client.login(username="editor", password=password)
    editor = User.objects.get()
    assert editor.is_staff
    assert not editor.is_superuser
    assert editor.has_perm("articles.publish_article")


def test_a_second_run_leaves_the_editor_alone():
    run()
    before = User.objects.get().password
    assert "shown only now" not in run()
    assert User.objects.get().password == before
