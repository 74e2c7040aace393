"""The page of site health: for administrators; problems first, then sizes and versions."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _room(monkeypatch):
    monkeypatch.setattr("articles.operations.health.folders.LEAST_FREE", 0)


@pytest.fixture
def page(client, make_user, settings):
    """`page()` is the page as an administrator sees it."""
    # What Django advises of https is no matter of the tests' own settings.
    settings.SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in range(30)]
    client.force_login(make_user("Administrators"))
    return lambda: client.get("/admin/health/").content.decode()


def test_it_is_for_administrators_only(client, make_user):
    assert client.get("/admin/health/").status_code == 302
    for group, status in {"Writers": 403, "Editors": 403, "Administrators": 200}.items():
        client.force_login(make_user(group))
        assert client.get("/admin/health/").status_code == status, group
        assert (b"/admin/health/" in client.get("/admin/").content) == (status == 200)


def test_a_site_in_order_says_so_and_tells_its_sizes(page, make_article):
    make_article("One")
    text = page()
    assert "Everything is in order." in text
    assert '<dt>Stories</dt><dd dir="auto">1</dd>' in text
    for name in ("Database", "Pictures", "Last import", "Python"):
        assert f"<dt>{name}</dt>" in text


def test_a_problem_stands_first_with_what_to_do(page):
    MigrationRecorder(connection).record_unapplied("articles", "0001_initial")
    text = page()
    assert "1 thing needs you" in text
    assert "articles.0001_initial" in text
    assert text.index("Run: manage.py migrate") < text.index("<dt>Stories</dt>")


def test_the_queries_do_not_grow_with_the_site(page, make_article, django_assert_max_num_queries):
    for number in range(5):
        make_article(f"S{number}")
    page()
    with django_assert_max_num_queries(40):
        text = page()
    assert "<dt>Stories</dt>" in text
