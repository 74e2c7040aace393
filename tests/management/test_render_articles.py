"""`render_articles` makes anew what an older version derived."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Page
from articles.models.derive_again import derive_again

pytestmark = pytest.mark.django_db


def rendered() -> str:
    out = StringIO()
    call_command("render_articles", stdout=out)
    return out.getvalue()


def test_what_an_older_version_derived_is_made_anew_and_nothing_else_moves(make_article):
    article = make_article("Port", body="![a](https://images.unsplash.com/x.png) Text.", ai=None)
    Page.objects.create(lang="en", slug="us", title="Us", body="We.")
    assert rendered() == "0 articles and 0 pages were made anew\n"
    Article.objects.update(body_html="old", summary="", outline=[], risk=7, passages="")
    Page.objects.update(body_html="old")
    assert rendered() == f"1 articles and {Page.objects.count()} pages were made anew\n"
    again = Article.objects.get()
    for field in Article._meta.concrete_fields:
        assert getattr(again, field.attname) == getattr(article, field.attname), field.attname
    assert Page.objects.get(slug="us").body_html == "<p>We.</p>\n"


def test_no_batch_is_still_being_read_when_another_is_written(make_article, monkeypatch):
    """On SQLite nothing could be written then, if somebody else has written meanwhile."""
    monkeypatch.setattr("articles.models.derive_again._BATCH", 2)
    for number in range(5):
        make_article(f"Port {number}")
    Article.objects.update(body_html="old")
    with CaptureQueriesContext(connection) as queries:
        assert derive_again() == 5
    reads = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert [read.endswith("LIMIT 2") for read in reads] == [True] * 4
    assert not Article.objects.filter(body_html="old").exists()


def test_another_image_host_shows_other_pictures(make_article, settings):
    make_article("Port", body="![a](https://pictures.example/x.png) Text.")
    assert "<img" not in Article.objects.get().body_html
    settings.IMAGE_HOSTS = ["pictures.example"]
    rendered()
    assert "<img" in Article.objects.get().body_html


def test_an_article_that_somebody_changes_meanwhile_is_left_alone(make_article):
    make_article("Port")
    Article.objects.update(body_html="old")

    def change(article: Article) -> None:
        Article.objects.update(body_html="newer", version=article.version + 1)

    assert derive_again(each=change) == 0
    assert Article.objects.get().body_html == "newer"
