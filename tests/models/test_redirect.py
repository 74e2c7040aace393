"""Old addresses lead to where a story is, and to nothing that readers may not see."""

import pytest

from articles.models import PastAddress

pytestmark = pytest.mark.django_db


def test_a_moved_story_is_found(make_article):
    article = make_article("New", slug="new")
    PastAddress.moved(article, "/en/articles/old/")
    assert PastAddress.lookup("/en/articles/old/") == "/en/articles/new/"


@pytest.mark.parametrize("columns", [{"status": "draft"}, {"hours": 3}, {"status": "retracted"}])
def test_a_story_that_is_not_live_is_not_betrayed(make_article, columns):
    PastAddress.moved(make_article("New", slug="new", **columns), "/en/articles/old/")
    assert PastAddress.lookup("/en/articles/old/") == ""


def test_moving_back_leaves_no_loop(make_article):
    article = make_article("A", slug="a")
    article.slug = "b"
    article.save()
    PastAddress.moved(article, "/en/articles/a/")
    article.slug = "a"
    article.save()
    PastAddress.moved(article, "/en/articles/b/")
    assert PastAddress.lookup("/en/articles/a/") == ""
    assert PastAddress.lookup("/en/articles/b/") == "/en/articles/a/"


def test_an_unmoved_story_has_no_past(make_article):
    article = make_article("A", slug="a")
    PastAddress.moved(article, article.get_absolute_url())
    assert not PastAddress.objects.exists()
