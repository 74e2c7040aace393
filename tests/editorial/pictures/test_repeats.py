"""A cover that readers would see twice within some days is told before publishing."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.editorial.article_checks import findings, findings_of
from articles.models import Article, Image
from articles.models.editable_values import edited

pytestmark = pytest.mark.django_db


@pytest.fixture
def cover():
    def make(url: str = "https://images.unsplash.com/a?w=1080") -> Image:
        image = Image.objects.create(alt="A crane", credit="Ada")
        image.variants.create(name="regular", url=url)
        image.sign()
        return image

    return make


def codes(article: Article) -> set[str]:
    article = Article.objects.select_related("cover").get(pk=article.pk)
    alone = {one.code for one in findings(article, edited(article))}
    (among,) = findings_of([article]).values()
    assert {one.code for one in among} == alone - {"slug-in-use"}
    return alone & {"cover-repeats", "cover-rights", "cover-alt"}


def test_the_same_picture_on_two_stories_of_these_days_is_told(cover, make_article):
    picture = cover()
    make_article("First", hours=-24, cover=picture)
    draft = make_article("Second", status="draft", hours=-1, cover=picture)
    assert codes(draft) == {"cover-repeats"}


def test_imports_give_each_story_a_row_of_its_own_and_the_addresses_count(cover, make_article):
    make_article("First", hours=-24, cover=cover())
    assert codes(make_article("Second", cover=cover())) == {"cover-repeats"}
    assert codes(make_article("Third", cover=cover("https://images.unsplash.com/b"))) == set()


def test_other_days_languages_and_drafts_do_not_count(cover, make_article, settings):
    settings.COVER_REPEAT_DAYS = 7
    picture = cover()
    make_article("Old", hours=-24 * 9, cover=picture)
    make_article("Draft", hours=-1, status="draft", cover=picture)
    make_article("Other language", lang="uk", cover=picture)
    past = timezone.now() - dt.timedelta(hours=1)
    make_article("Ended", hours=-2, expires_at=past, cover=picture)
    assert codes(make_article("New", cover=picture)) == set()


def test_stories_that_left_the_front_page_are_not_asked_about(cover, make_article):
    picture = cover()
    make_article("First", hours=-24 * 30, cover=picture)
    assert codes(make_article("Second", hours=-24 * 30, cover=picture)) == set()


def test_rights_that_end_soon_and_that_ended_are_told(cover, make_article):
    picture = cover()
    article = make_article(cover=picture)
    today = timezone.localdate()
    for days, told in ((-1, True), (0, True), (29, True), (31, False)):
        Image.objects.update(rights_until=today + dt.timedelta(days=days))
        assert ("cover-rights" in codes(article)) is told, days


def test_a_decorative_cover_needs_no_description(cover, make_article):
    picture = cover()
    Image.objects.update(alt="")
    article = make_article(cover=picture)
    assert codes(article) == {"cover-alt"}
    Image.objects.update(decorative=True)
    assert codes(article) == set()


def test_many_stories_cost_one_query(cover, make_article, django_assert_num_queries):
    picture = cover()
    articles = [make_article(f"Story {number}", cover=picture) for number in range(5)]
    articles = list(Article.objects.select_related("cover").filter(pk__in=[a.pk for a in articles]))
    # The other is for the house words.
    with django_assert_num_queries(2):
        assert all(
            "cover-repeats" in {one.code for one in found}
            for found in findings_of(articles).values()
        )
