"""An article's page shows the pictures of its text in their sizes."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from articles.editorial.pictures.changing import change_picture
from articles.images.tasks import make_renditions_of
from articles.models import Image, Page, PublicChange
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
        text_with_pictures(article.html, "en")


def test_a_picture_that_is_not_in_the_library_stays(make_article, image):
    article = make_article(body=f"![A wall](/media/{image.source_file})")
    Image.objects.all().delete()
    assert text_with_pictures(article.html, "en") == article.html


def test_one_with_a_paragraph_for_itself_has_its_caption_and_credit(client, make_article, image):
    Image.objects.update(caption="A <wall>", credit="Ada", words='{"uk": ["", "Стіна"]}')
    body = f"![A wall](/media/{image.source_file})"
    page = client.get(make_article(body=body).get_absolute_url()).content.decode()
    assert re.search(r"<figure><img [^>]*><figcaption>A &lt;wall&gt; <span", page)
    assert "Picture: Ada" in page
    uk = client.get(make_article(body=body, lang="uk").get_absolute_url()).content.decode()
    assert "<figcaption>Стіна <span" in uk
    among = make_article("Among words", body=f"Look {body} here")
    page = client.get(among.get_absolute_url()).content.decode()
    assert "<figure>" not in page
    for path in ("/en/feed.rss", f"/api/v1/articles/{among.pk}"):
        assert "<figure>" not in client.get(path).content.decode()


def test_pages_have_the_same_pictures(client, image, told_keys, django_assert_num_queries):
    Image.objects.update(credit="Ada")
    body = f"![A wall](/media/{image.source_file})"
    page = Page.objects.create(lang="en", slug="harbour", title="Harbour", body=body)
    assert "page:harbour" in told_keys(lambda: make_renditions_of.call(image.pk))
    html = client.get(page.get_absolute_url()).content.decode()
    assert '<figure><picture><source type="image/avif"' in html
    assert "<figcaption>" in html
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert "page:harbour" in told_keys(
        lambda: change_picture(image, {"rights_until": yesterday}, None)
    )
    assert image.source_file not in client.get(page.get_absolute_url()).content.decode()


def test_a_remote_one_has_the_widths_of_its_server(client, make_article):
    url = "https://images.unsplash.com/photo-1?ixid=abc&w=5000"
    text = text_with_pictures(make_article(body=f"![A wall]({url})").html, "en")
    assert "photo-1?ixid=abc&amp;auto=format&amp;q=80&amp;fit=max&amp;w=320 320w" in text
    assert "w=5000" not in text
    part = make_article("Part", body=f"![A wall]({url}&h=300&fit=crop)")
    assert text_with_pictures(part.html, "en") == part.html
