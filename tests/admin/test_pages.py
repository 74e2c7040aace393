"""Editors write the pages at the foot of the site."""

import pytest

from articles.models import Page

pytestmark = pytest.mark.django_db


def test_an_editor_changes_a_page_and_readers_see_it(client, make_user):
    client.force_login(make_user("Editors"))
    page = Page.objects.get(lang="en", slug="about")
    url = f"/admin/articles/page/{page.pk}/change/"
    assert client.get(url).status_code == 200
    values = {"title": "Who we are", "body": "*Us.*", "lang": "en", "slug": "about"}
    assert client.post(url, values).status_code == 302
    client.logout()
    shown = client.get("/en/about/").content.decode()
    assert "<h1>Who we are</h1>" in shown
    assert "<em>Us.</em>" in shown


def test_a_language_that_the_site_does_not_have_is_refused(client, make_user):
    client.force_login(make_user("Editors"))
    values = {"title": "X", "body": "", "lang": "xx", "slug": "x"}
    assert client.post("/admin/articles/page/add/", values).status_code == 200
    assert not Page.objects.filter(slug="x").exists()


def test_a_writer_does_not_write_pages(client, make_user):
    client.force_login(make_user("Writers"))
    assert client.get("/admin/articles/page/add/").status_code == 403
