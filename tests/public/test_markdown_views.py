"""The article as its file: public keys, one address, the page's truth."""

import datetime as dt

import pytest
import time_machine

from articles.front_matter.files import parse
from articles.import_export.originals import site_rules
from articles.models import Correction, Image, ImageVariant

pytestmark = pytest.mark.django_db

BODY = "## Ships\n\nThe **harbour** opened.\n\n- one\n- two"


def parsed(response):
    return parse(response.content, "harbour.md", site_rules(repair=False)).record


@pytest.fixture
def full(make_article, source, category, settings):
    settings.SITE_URL = "https://news.example.org"
    image = Image.objects.create(alt="A crane", credit="Ada Okoro")
    url = "https://images.unsplash.com/photo-1?w=1080"
    ImageVariant.objects.create(image=image, name="regular", url=url)
    image.sign()
    article = make_article(
        "Harbour: opens", slug="harbour", body=BODY, description="Ships came.", source=source,
        category=category, cover=image, external_id="internal-7", score=0.5, sentiment="POSITIVE",
        ai={"translatedFrom": "internal-7", "version": 1, "internalNote": "x"}, aliases=["/old/"],
        extra={"article": {"internalKey": "x"}, "source": {"internalKey": "x"}},
        tags=["Ports", "Öl"],
    )  # fmt: skip
    with time_machine.travel(dt.datetime(2097, 1, 1, tzinfo=dt.UTC), tick=False):
        Correction.objects.create(article=article, text="It was nineteen.")
    return article


def test_the_file_says_what_the_page_says(client, full):
    with time_machine.travel(dt.datetime(2097, 2, 1, tzinfo=dt.UTC), tick=False):
        response = client.get("/en/articles/harbour.md")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    record = parsed(response)
    assert record.body == BODY
    assert record.title == "Harbour: opens"
    assert record.description == "Ships came."
    assert record.tags == ("Ports", "Öl")
    assert record.category == "ENERGY"
    assert record.source.name == "The Wire"
    assert record.cover_image.credit == "Ada Okoro"
    assert record.updated_at == dt.datetime(2097, 1, 1, tzinfo=dt.UTC)
    assert record.canonical_url == "https://news.example.org/en/articles/harbour/"
    assert record.extra["corrections"][0]["text"] == "It was nineteen."
    assert response["Link"] == f'<{record.canonical_url}>; rel="canonical"'


def test_what_is_internal_stays_inside(client, full):
    text = client.get("/en/articles/harbour.md").content.decode()
    for secret in ("internal", "externalId", "score", "sentiment", "stickyWeight", "/old/"):
        assert secret not in text, secret
    assert "translated: true" in text


def test_who_asks_for_markdown_at_the_page_gets_it(client, make_article):
    article = make_article("Port")
    url = article.get_absolute_url()
    file = client.get("/en/articles/port.md").content
    response = client.get(url, headers={"accept": "text/markdown"})
    assert response.content == file
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize(
    "accept",
    ["text/html", "*/*", "", "text/html,application/xhtml+xml,*/*;q=0.8",
     "text/markdown;q=0.5, text/html", "application/json"],
)  # fmt: skip
def test_everybody_else_gets_the_page(client, make_article, accept):
    headers = {"accept": accept} if accept else {}
    response = client.get(make_article("Port").get_absolute_url(), headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize("columns", [{"status": "draft"}, {"status": "in_review"}, {"hours": 2}])
def test_what_is_not_live_has_no_file(client, make_article, columns):
    article = make_article("Secret", **columns)
    assert client.get("/en/articles/secret.md").status_code == 404
    response = client.get(article.get_absolute_url(), headers={"accept": "text/markdown"})
    assert response.status_code == 404
    assert b"harbour opened" not in response.content


def test_a_retracted_article_is_gone_and_says_why(client, make_article, make_user):
    make_article("Wrong").retract(make_user("Editors"), "Invented.")
    for path, headers in (
        ("/en/articles/wrong.md", {}),
        ("/en/articles/wrong/", {"accept": "text/markdown"}),
    ):
        response = client.get(path, headers=headers)
        assert response.status_code == 410
        assert response["Content-Type"].startswith("text/markdown")
        assert response.content.decode() == "# This story was taken back\n\nInvented.\n"


def test_an_unchanged_file_is_not_sent_again_and_a_changed_one_is(client, make_article):
    article = make_article("Port")
    first = client.get("/en/articles/port.md")
    again = client.get("/en/articles/port.md", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    article.body = "Better."
    article.save()
    changed = client.get("/en/articles/port.md", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.content.endswith(b"---\nBetter.\n")


def test_a_file_costs_a_fixed_number_of_queries(client, full, django_assert_num_queries):
    with django_assert_num_queries(4):  # the article, its tags, its notes, its cover's sizes
        client.get("/en/articles/harbour.md")
