"""A preview is for who has the link, while it holds, and for nobody's cache or index."""

import datetime as dt

import pytest
from django.core import signing
from django.utils import timezone

from articles.models import Article, PendingRevision, PreviewLink
from articles.models.editable_values import edited

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(make_article):
    article = make_article(
        "Quiet harbour", status="draft", published_at=None, tags=["Ports"], body="Still **here**."
    )
    return PreviewLink.objects.create(
        article=article, expires_at=timezone.now() + dt.timedelta(hours=1), made_by_name="ed"
    )


def test_a_draft_is_shown_as_its_page_with_a_banner(client, link):
    answer = client.get(link.get_absolute_url())
    text = answer.content.decode()
    assert answer.status_code == 200
    for word in ("Preview, not for publication", "<strong>here</strong>", "Quiet harbour", "Ports"):
        assert word in text
    assert "application/ld+json" not in text
    assert "og:title" not in text
    assert 'rel="canonical"' not in text
    assert "mailto:" not in text
    assert "application/rss+xml" not in text


def test_no_cache_no_index_no_referrer(client, link):
    answer = client.get(link.get_absolute_url())
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in answer.content.decode()


def test_it_shows_the_text_of_now(client, link):
    article = Article.objects.get(pk=link.article_id)
    article.body = "Other words."
    article.save()
    assert "Other words." in client.get(link.get_absolute_url()).content.decode()


def test_the_page_speaks_the_language_of_the_article(client, link):
    Article.objects.filter(pk=link.article_id).update(lang="ar")
    answer = client.get(link.get_absolute_url())
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()
    assert answer["Content-Language"] == "ar"


@pytest.mark.parametrize(
    "change", [{"expires_at": dt.timedelta(hours=-1)}, {"revoked_at": dt.timedelta()}]
)
def test_an_ended_link_is_gone_and_says_so_kindly(client, link, change):
    now = timezone.now()
    PreviewLink.objects.update(**{name: now + by for name, by in change.items()})
    answer = client.get(link.get_absolute_url())
    text = answer.content.decode()
    assert answer.status_code == 410
    assert "Ask the person who sent it" in text
    assert "Quiet harbour" not in text
    assert answer["Cache-Control"] == "private, no-store"


def test_no_link_can_be_guessed(client, link):
    signed = link.token.split(":")[1]
    other = signing.Signer(salt="something.else").sign(str(link.pk))
    for token in (
        str(link.pk),
        f"{link.pk}:",
        f"{link.pk + 1}:{signed}",
        other,
        "x",
        f"x:{signed}",
    ):
        assert client.get(f"/preview/{token}/").status_code == 404


def test_a_link_of_an_article_that_is_deleted_is_none(client, link):
    url = link.get_absolute_url()
    link.article.delete()
    assert client.get(url).status_code == 404


def test_only_reading_is_answered(client, link):
    assert client.post(link.get_absolute_url()).status_code == 405


def test_it_asks_five_questions(client, link, django_assert_num_queries, make_article):
    for number in range(5):
        make_article(f"Other {number}", tags=["Ports"])
    with django_assert_num_queries(5):
        client.get(link.get_absolute_url())


def test_revoking_is_done_once(link, make_user):
    editor = make_user("Editors")
    assert link.revoke(editor)
    assert not link.revoke(editor)
    link.refresh_from_db()
    assert not link.holds
    assert link.revoked_by_name == "editors"


def test_of_a_live_article_it_shows_the_changes_that_wait(client, make_article, make_user):
    article = make_article("Ferry sails", tags=["Ports"])
    values = edited(article) | {"title": "Ferry stays", "body": "It **stays**.", "tags": ["Ports"]}
    PendingRevision.hold(article, values, make_user("Editors"))
    until = timezone.now() + dt.timedelta(hours=1)
    link = PreviewLink.objects.create(article=article, expires_at=until)
    text = client.get(link.get_absolute_url()).content.decode()
    assert "Ferry stays" in text
    assert "<strong>stays</strong>" in text
    assert "Ferry stays" not in client.get(article.get_absolute_url()).content.decode()
