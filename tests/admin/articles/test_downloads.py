"""The file of an article, for those who may see the article and nobody else."""

import pytest
from django.contrib.auth.models import User

from articles.import_export.exporter import document_of
from articles.models import Article, OriginalFile

pytestmark = pytest.mark.django_db
PATH = "2026/11/harbour-crane.en.md"


@pytest.fixture
def imported(import_document, example) -> Article:
    return import_document(example, PATH).article


def address(article: Article, what: str) -> str:
    return f"/admin/articles/article/{article.pk}/{what}/"


@pytest.mark.parametrize("what", ["markdown", "original"])
@pytest.mark.parametrize("group", ["Writers", "Editors", "Administrators"])
def test_an_untouched_article_is_given_back_byte_for_byte(sign_in, imported, example, what, group):
    response = sign_in(group).get(address(imported, what))
    assert response.content == example
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="harbour-crane.en.md"'
    assert "no-store" in response["Cache-Control"]


def test_after_an_edit_the_two_differ_in_the_edit(sign_in, imported, example):
    imported.category = None
    imported.save()
    browser = sign_in()
    assert browser.get(address(imported, "original")).content == example
    markdown = browser.get(address(imported, "markdown")).content
    assert markdown == example.replace(b"category: PORTS", b"category: ''")


def test_an_article_of_the_desk_has_no_original(sign_in, make_article, url):
    article = make_article("Written here", status="draft")
    browser = sign_in("Writers")
    assert browser.get(address(article, "original")).status_code == 404
    assert browser.get(address(article, "markdown")).content == document_of(article)
    page = browser.get(url(article)).content.decode()
    assert address(article, "markdown") in page
    assert address(article, "original") not in page


def test_the_page_of_an_article_links_to_both(sign_in, imported, url):
    browser = sign_in()
    page = browser.get(url(imported)).content.decode()
    assert f'<a href="{address(imported, "markdown")}">Download as Markdown</a>' in page
    assert f'<a href="{address(imported, "original")}">Download original</a>' in page
    assert "Download" not in browser.get(url()).content.decode()


@pytest.mark.parametrize(
    ("path", "disposition"),
    [
        ("in/Каштани.md", "attachment; filename*=utf-8''%D0%9A%D0%B0%D1%88%D1%82%D0%B0%D0%BD%D0%B8.md"),
        ('in/a "b".md', 'attachment; filename="a \\"b\\".md"'),
        ("in/a\r\nX-Evil: 1.md", 'attachment; filename="aX-Evil: 1.md"'),
    ],
)  # fmt: skip
def test_any_name_of_a_file_survives_the_header(sign_in, imported, path, disposition):
    OriginalFile.objects.update(path=path)
    response = sign_in().get(address(imported, "original"))
    assert response["Content-Disposition"] == disposition


@pytest.mark.parametrize("what", ["markdown", "original"])
def test_who_may_not_view_the_article_gets_no_file(client, imported, what):
    stranger = client.get(address(imported, what))
    assert stranger.status_code == 302
    assert "/login/" in stranger["Location"]
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(address(imported, what)).status_code == 403
    missing = client.get(f"/admin/articles/article/{imported.pk + 1}/{what}/")
    assert missing.status_code == 403


@pytest.mark.parametrize("what", ["markdown", "original"])
def test_an_article_that_is_not_there_is_not_found(sign_in, what):
    assert sign_in().get(f"/admin/articles/article/99/{what}/").status_code == 404
