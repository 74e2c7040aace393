"""After the last day of a cover's rights readers see the default picture of the site in its place."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles.models import Image, SiteSettings
from articles.syndication.article_sitemap import ArticleSitemap

pytestmark = pytest.mark.django_db


def picture(name: str, **columns) -> Image:
    image = Image.objects.create(alt=f"A {name}", credit="Ada", **columns)
    image.variants.create(name="raw", url=f"https://images.unsplash.com/{name}?ixid=1")
    image.variants.create(name="regular", url=f"https://images.unsplash.com/{name}?w=1080")
    image.sign()
    return image


@pytest.fixture
def article(make_article):
    today = timezone.localdate()
    cover = picture("crane", rights_until=today)
    return make_article("Harbour opens", cover=cover, body="Text.")


@pytest.fixture
def default():
    image = picture("lighthouse")
    SiteSettings.objects.create(picture=image)
    return image


@pytest.fixture
def surfaces(client, article):
    """The answers of everything that shows a cover, by path."""
    path = article.get_absolute_url()
    part = (article.pk - 1) // ArticleSitemap.limit
    paths = (
        path, "/", f"/en/archive/{timezone.localtime():%Y/%m}/", "/en/feed.rss", "/en/feed.atom",
        "/en/feed.json", f"/sitemap-{part}.xml", f"/api/v1/articles/{article.pk}",
        "/api/v1/articles",
    )  # fmt: skip

    def read() -> dict[str, str]:
        answers = {path: client.get(path) for path in paths}
        assert {answer.status_code for answer in answers.values()} == {200}, answers
        return {path: answer.content.decode() for path, answer in answers.items()}

    return read


def test_every_surface_shows_it_by_the_clock(surfaces, default):
    for path, text in surfaces().items():
        assert "unsplash.com/crane" in text, path
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        for path, text in surfaces().items():
            assert "unsplash.com/crane" not in text, path
            assert "unsplash.com/lighthouse" in text, path


def test_it_has_its_own_words_and_credit(client, article, default):
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        page = client.get(article.get_absolute_url()).content.decode()
    assert 'alt="A lighthouse"' in page
    assert "A crane" not in page


def test_its_own_rights_end_as_well(client, article, default):
    Image.objects.filter(pk=default.pk).update(rights_until=timezone.localdate())
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        page = client.get(article.get_absolute_url()).content.decode()
    assert "unsplash.com" not in page


def test_without_one_the_story_stands_without_a_picture(surfaces):
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        for path, text in surfaces().items():
            assert "unsplash.com" not in text, path


def test_a_story_without_a_cover_and_one_that_names_nobody_get_none(
    client, make_article, default, settings
):
    plain = make_article("Plain")
    hidden = make_article("Hidden", cover=picture("crane"))
    Image.objects.filter(pk=hidden.cover_id).update(credit="")
    settings.HIDE_UNCREDITED_COVERS = True
    for article in (plain, hidden):
        page = client.get(article.get_absolute_url()).content.decode()
        assert '<figure class="cover' not in page


def test_the_file_says_what_the_desk_has(article, default):
    from articles.import_export.exporter import document_of

    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        document = document_of(type(article).objects.for_export().get()).decode()
    assert "unsplash.com/crane" in document
    assert "lighthouse" not in document
