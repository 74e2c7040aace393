"""Old addresses lead to where a story is, and to nothing that readers may not see."""

import pytest

from articles.models import Redirect

pytestmark = pytest.mark.django_db


def test_a_moved_story_is_found(make_article):
    article = make_article("New", slug="new")
    Redirect.leave(article, "/en/articles/old/")
    assert Redirect.target("/en/articles/old/") == "/en/articles/new/"


@pytest.mark.parametrize("columns", [{"status": "draft"}, {"hours": 3}, {"status": "retracted"}])
def test_a_story_that_is_not_live_is_not_betrayed(make_article, columns):
    Redirect.leave(make_article("New", slug="new", **columns), "/en/articles/old/")
    assert Redirect.target("/en/articles/old/") == ""


def test_moving_back_leaves_no_loop(make_article):
    article = make_article("A", slug="a")
    article.slug = "b"
    article.save()
    Redirect.leave(article, "/en/articles/a/")
    article.slug = "a"
    article.save()
    Redirect.leave(article, "/en/articles/b/")
    assert Redirect.target("/en/articles/a/") == ""
    assert Redirect.target("/en/articles/b/") == "/en/articles/a/"


def test_an_unmoved_story_has_no_past(make_article):
    article = make_article("A", slug="a")
    Redirect.leave(article, article.get_absolute_url())
    assert not Redirect.objects.exists()
