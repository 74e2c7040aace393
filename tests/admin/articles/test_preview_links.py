"""Editors make preview links, see whose they are, and end them."""

import pytest

from articles.models import Article, AuditEntry, PreviewLink

pytestmark = pytest.mark.django_db


def place(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/previews/"


@pytest.fixture
def article(make_article):
    return make_article("Harbour", status="draft")


def make(client, article, **values):
    return client.post(place(article), {"act": "make", "reader": "Ada", "hours": "24"} | values)


def test_an_editor_makes_a_link_that_works_without_a_login(sign_in, article, client):
    editor = sign_in()
    make(editor, article)
    link = PreviewLink.objects.get()
    text = editor.get(place(article)).content.decode()
    assert link.get_absolute_url() in text
    assert "Ada" in text
    assert "Made by editors" in text
    assert AuditEntry.objects.get().action == "preview"
    editor.logout()
    assert editor.get(link.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("hours", ["", "0", "-5", "99999", "x"])
def test_only_the_offered_times(sign_in, article, hours):
    assert make(sign_in(), article, hours=hours).status_code == 200
    assert not PreviewLink.objects.exists()


def test_one_link_is_revoked_or_all(sign_in, article):
    client = sign_in()
    for _number in range(3):
        make(client, article)
    first = PreviewLink.objects.order_by("pk").first()
    client.post(place(article), {"act": "revoke", "link": first.pk})
    assert [link.holds for link in PreviewLink.objects.order_by("pk")] == [False, True, True]
    client.post(place(article), {"act": "revoke", "link": "all"})
    assert not any(link.holds for link in PreviewLink.objects.all())
    last = AuditEntry.objects.first()
    assert (last.action, len(last.detail["links"])) == ("revoke_preview", 2)


def test_another_storys_link_is_not_revoked_here(sign_in, article, make_article):
    client = sign_in()
    make(client, article)
    client.post(
        place(make_article("Other")), {"act": "revoke", "link": PreviewLink.objects.get().pk}
    )
    assert PreviewLink.objects.get().holds


@pytest.mark.parametrize("sent", [{"act": "make", "hours": "24"}, {"act": "revoke", "link": "all"}])
def test_writers_neither_make_nor_revoke(sign_in, article, sent):
    client = sign_in("Writers")
    assert client.post(place(article), sent).status_code == 403
    assert not PreviewLink.objects.exists()


def test_without_a_link_it_says_so(sign_in, article):
    assert "No link was made yet" in sign_in().get(place(article)).content.decode()
