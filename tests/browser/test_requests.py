"""How many files a browser asks for when a screen is opened for the first time."""

import re

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import expect

from articles.models import Article, Image

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 20
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture
def opened(sign_in, site, hashed_files, monkeypatch, make_user):
    """`opened(path, text)` is what a browser asks for, that never was here, until the page shows the
    text; in the order of asking, without the pictures of a list."""
    monkeypatch.setattr(StaticFilesHandler, "serve", lambda self, request: hashed_files(request))
    make_user("Administrators", "boss")

    def ask(path: str, ready: str, lang: str = "en") -> list[str]:
        page = sign_in("boss", locale=lang)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
        page.goto(site + path)
        expect(page.locator(ready).first).to_be_visible()
        assert page.locator("html").get_attribute("lang") == lang
        page.context.close()
        return asked

    return ask


def faults(asked: list[str], *, most: int = MOST) -> list[str]:
    static = [url for url in asked if url.startswith("/static/")]
    return [
        *(f"{url} has no hash" for url in static if not HASHED.search(url)),
        *(f"{url} twice" for url in {one for one in static if static.count(one) > 1}),
        *([f"{len(asked)} requests", *asked] if len(asked) > most else []),
    ]


def form_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


@pytest.mark.parametrize("lang", ["en", "uk", "ar"])
def test_the_form_of_a_story_with_a_cover_asks_for_at_most_20_files(opened, lang):
    article = Article.objects.live().filter(lang=lang, cover__isnull=False).earliest("pk")
    asked = opened(form_of(article), "#story-preview p", lang)
    assert faults(asked) == []


def test_the_other_screens_of_every_day_ask_for_at_most_20_files(opened):
    article = Article.objects.live().filter(lang="en").earliest("pk")
    picture = Image.objects.earliest("pk")
    told = {
        path: found
        for path, ready in {
            "/admin/": ".panel",
            "/admin/articles/article/": "#stories",
            "/admin/articles/article/add/": "#save-buttons button",
            f"/admin/articles/article/{article.pk}/review/": ".review",
            f"/admin/articles/image/{picture.pk}/change/": ".focal img",
            "/admin/articles/category/add/": "#id_name",
            "/admin/articles/redirect/add/": ".select2-selection",
            "/admin/articles/feed/add/": ".select2-selection",
            "/admin/articles/source/add/": ".select2-selection",
            "/admin/articles/author/add/": ".select2-selection",
            "/admin/articles/topic/add/": ".select2-selection",
            "/admin/articles/sitesettings/add/": ".select2-selection",
            "/admin/articles/page/add/": "#id_title",
        }.items()
        if (found := faults(opened(path, ready)))
    }
    assert told == {}


def test_the_library_asks_for_at_most_20_files_besides_its_pictures(opened):
    asked = opened("/admin/articles/image/", ".tiles img")
    assert faults([url for url in asked if not url.startswith("/media/")]) == []
