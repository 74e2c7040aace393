"""An article's page shows the pictures of its text in their sizes."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.editorial.pictures.changing import change_picture
from articles.images.tasks import make_renditions_of
from articles.models import Image, PublicChange
from articles.public.text_pictures import text_with_pictures
from tests.management.test_generate_variants import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    return make(400)


@pytest.fixture
def article(make_article, image):
    return make_article(body=f"Text.\n\n![A wall](/media/{image.source_file})")


def test_they_come_when_they_are_made_and_the_page_is_told(client, article, image):
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'src="/media/{image.source_file}" alt="A wall"' in page
    assert 'width="400" height="400"' in page
    head = PublicChange.objects.head()
    make_renditions_of.call(image.pk)
    assert f"article:{article.pk}" in {row.key for row in PublicChange.objects.after(head)}
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<picture><source type="image/avif"' in page
    assert 'alt="A wall"' in page


def test_none_is_shown_after_the_last_day_of_its_rights(client, article, image):
    Image.objects.update(rights_until=timezone.localdate() - dt.timedelta(days=1))
    for path in (article.get_absolute_url(), "/en/feed.rss", f"/api/v1/articles/{article.pk}"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        html = answer.json()["body"]["html"] if "api" in path else answer.content.decode()
        assert image.source_file not in html, path


def test_the_page_is_told_when_rights_are_set(article, image):
    head = PublicChange.objects.head()
    change_picture(image, {"rights_until": timezone.localdate() - dt.timedelta(days=1)}, None)
    assert f"article:{article.pk}" in {row.key for row in PublicChange.objects.after(head)}


def test_drafts_are_not_told_of(make_article, image):
    make_article(body=f"![A wall](/media/{image.source_file})", status="draft")
    head = PublicChange.objects.head()
    make_renditions_of.call(image.pk)
    assert list(PublicChange.objects.after(head)) == []


def test_a_text_without_pictures_asks_nothing(make_article, django_assert_num_queries):
    article = make_article(body="Text.")
    with django_assert_num_queries(0):
        text_with_pictures(article)


def test_a_picture_that_is_not_in_the_library_stays(make_article, image):
    article = make_article(body=f"![A wall](/media/{image.source_file})")
    Image.objects.all().delete()
    assert text_with_pictures(article) == article.html
