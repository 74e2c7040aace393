"""A moved article leaves its old address behind, and takes none that is another's."""

import pytest

from articles.models import Redirect

pytestmark = pytest.mark.django_db


def paths(article) -> set[str]:
    return set(article.redirects.values_list("path", flat=True))


def move(article, slug: str) -> None:
    old = article.get_absolute_url()
    article.slug = slug
    article.save()
    Redirect.leave(article, old)


def test_moving_back_leaves_no_loop(make_article):
    article = make_article("A", slug="a")
    move(article, "b")
    assert paths(article) == {"/en/articles/a"}
    move(article, "a")
    assert paths(article) == {"/en/articles/b"}


def test_an_unmoved_story_has_no_past(make_article):
    article = make_article("A", slug="a")
    Redirect.leave(article, article.get_absolute_url())
    assert not Redirect.objects.exists()


def test_an_address_leads_to_the_last_public_article_that_had_it(make_article):
    first, second = make_article("First", slug="name"), make_article("Second", slug="other")
    move(first, "first")
    move(second, "name")
    assert not Redirect.objects.filter(path="/en/articles/name").exists()
    move(second, "second")
    assert paths(second) == {"/en/articles/other", "/en/articles/name"}


def test_every_way_of_writing_stores_the_key(make_article):
    article = make_article()
    article.redirects.create(path="/a/%7Eb/")
    Redirect.objects.get_or_create(path="/c/./d/", defaults={"article": article})
    Redirect(path="/%d1%97", article=article).save()
    assert paths(article) == {"/a/~b", "/c/d", "/ї"}
