"""An article's page shows the pictures of its text in their sizes."""

import pytest

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
