"""Breadcrumbs on every page of the admin, in the same words."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User

from articles.models import Category, ImportConflict

pytestmark = pytest.mark.django_db

TRAIL = re.compile(r'<div class="breadcrumbs">(.*?)</div>', re.DOTALL)


@pytest.fixture
def trail(client):
    """`trail(path)`: what its crumbs say, and that all but the last lead somewhere."""
    client.force_login(User.objects.create_superuser("root"))

    def of(path: str) -> str:
        answer = client.get(f"/admin/{path}")
        assert answer.status_code == 200
        (found,) = TRAIL.findall(answer.content.decode())
        steps = [unescape(re.sub("<.*?>", "", step)).strip() for step in found.split("&rsaquo;")]
        for where in re.findall(r'href="(.*?)"', found):
            assert client.get(where).status_code == 200
        assert found.count("href=") == len(steps) - 1
        assert len(set(steps)) == len(steps)
        return " › ".join(steps)

    return of


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "Desk › Stories"),
        ("add/", "Desk › Stories › New story"),
        ("1/change/", "Desk › Stories › Harbour: it opens"),
        ("1/versions/", "Desk › Stories › Harbour: it opens › Versions"),
        ("1/retract/", "Desk › Stories › Harbour: it opens › Retract"),
        ("1/history/", "Desk › Stories › Harbour: it opens › Change history"),
        ("1/delete/", "Desk › Stories › Harbour: it opens › Delete"),
        ("review/", "Desk › Stories › Machine text to review"),
    ],
)
def test_from_a_story(trail, make_article, path, said):
    make_article("Harbour: it opens", slug="harbour", pk=1)
    assert trail(f"articles/article/{path}") == said


def test_from_everything_else(trail, make_article):
    ports = Category.from_key("Ports")
    conflict = ImportConflict.objects.create(article=make_article("Crane", pk=1), field="title")
    root = User.objects.get().pk
    for path, said in {
        "articles/": "Desk › Stories administration",
        "articles/category/": "Desk › Sections",
        f"articles/category/{ports.pk}/change/": "Desk › Sections › Ports",
        f"articles/category/{ports.pk}/delete/": "Desk › Sections › Ports › Delete",
        "articles/auditentry/": "Desk › Audit log",
        "articles/importrun/": "Desk › Imports",
        "articles/importrun/add/": "Desk › Imports › Import files",
        f"articles/importconflict/{conflict.pk}/change/": "Desk › Conflicts with files › Title: Crane",
        "articles/tag/tidy/": "Desk › Tags › Tidy up tags",
        f"auth/user/{root}/password/": "Desk › Users › root › Set password",
        "password_change/": "Desk › Password change",
    }.items():
        assert trail(path) == said, path


def test_in_the_words_of_the_reader(trail, make_article, settings):
    settings.LANGUAGE_CODE = "uk"
    make_article("Гавань", slug="havan", lang="uk", pk=1)
    assert trail("articles/article/1/versions/").startswith("Редакція › Матеріали › Гавань › ")
