"""Scheduling says that it scheduled, with day, time and zone; publishing says that it published."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from articles.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kyiv(settings):
    settings.TIME_ZONE = "Europe/Kyiv"
    with timezone.override("Europe/Kyiv"):
        yield


def local(**ahead):
    moment = timezone.localtime() + dt.timedelta(**ahead)
    return moment.replace(tzinfo=None, microsecond=0)


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_story_says_when_it_will_be_live(sign_in, url, values, make_article):
    client = sign_in()
    article = make_article(status="in_review", published_at=None, body="Text. " * 40,
                           description="What it is about.")  # fmt: skip
    at = local(days=2)
    sent = values(client.get(url(article)), _step="publish", published_at=at.isoformat())
    response = client.post(url(article), sent)
    if "ask" in response["Location"]:
        opened = client.get(response["Location"])
        sent = values(opened, _step="publish", _confirmed=opened.context["panel"].confirmed)
        response = client.post(url(article), sent)
    message = told(response)
    assert f"{at:%A} {at:%H:%M} (Europe/Kyiv)" in message
    assert "Scheduled for" in message
    assert "Published" not in message
    article.refresh_from_db()
    assert article.is_scheduled
    # Saved again it is still said, and with another time that one.
    at = local(days=3)
    opened = client.get(url(article))
    response = client.post(url(article), values(opened, published_at=at.isoformat()))
    assert f"Scheduled for {at:%A} {at:%H:%M} (Europe/Kyiv)." in told(response)


def test_an_update_says_when_readers_get_it(sign_in, url, values, make_article):
    client, article = sign_in(), make_article()
    at = local(days=2)
    opened = client.get(url(article))
    response = client.post(url(article), values(opened, body="New.", update_at=at.isoformat()))
    assert f"Saved; readers see it from {at:%A} {at:%H:%M} (Europe/Kyiv) on." in told(response)


def test_a_scheduled_story_is_live_at_once_when_an_editor_says_so(
    sign_in, url, values, make_article
):
    client, article = sign_in(), make_article(hours=30)
    response = client.post(url(article), values(client.get(url(article)), _step="now"))
    assert "Readers see it now." in told(response)
    article.refresh_from_db()
    assert article.is_live
    entry = AuditEntry.objects.filter(article=article).latest("pk")
    assert (entry.actor.get_username(), "published_at" in str(entry.detail)) == ("editors", True)


def test_a_story_that_nobody_published_gets_no_time_by_the_button(
    sign_in, url, values, make_article
):
    client, article = sign_in(), make_article(status="draft", published_at=None)
    response = client.post(url(article), values(client.get(url(article)), _step="now"))
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.status, article.published_at) == ("draft", None)


@pytest.mark.parametrize(
    "columns", [{"status": "draft"}, {"status": "in_review"}, {"hours": 30}], ids=str
)
def test_a_writer_sets_no_time_by_the_button(sign_in, url, values, make_article, columns):
    article = make_article(**columns)
    opened = sign_in("Editors").get(url(article))
    before = article.published_at
    response = sign_in("Writers").post(url(article), values(opened, _step="now", title="Typed"))
    assert response.status_code == 403
    article.refresh_from_db()
    assert (article.published_at, article.title) == (before, "Harbour opens")


def test_many_say_how_many_of_them_wait(sign_in, make_article):
    client = sign_in()
    now, later = (make_article(name, hours=hours, status="in_review", body="Text. " * 40)
                  for name, hours in (("Now", -1), ("Later", 30)))  # fmt: skip
    for articles, count in (([now], 0), ([later], 1)):
        seen = " ".join(f"{article.pk}.{article.version}" for article in articles)
        sent = {"act": "publish", "seen": "", "accepted": seen}
        page = client.post("/admin/articles/article/do/", sent, follow=True).content.decode()
        assert "Publish: 1 story." in page
        assert ("1 of them is scheduled, and not live yet." in page) == bool(count)


def test_the_button_of_a_refused_save_says_what_will_happen_to_the_typed_time(
    sign_in, url, values, make_article
):
    client = sign_in()
    article = make_article(status="in_review", published_at=None)
    at, opened = local(days=2), client.get(url(article))
    for typed, label in ((at.isoformat(), f"Schedule for {at:%A} {at:%H:%M}"), ("", "Publish now")):
        response = client.post(url(article), values(opened, title="", published_at=typed))
        assert response.status_code == 200
        assert response.context["panel"].primary.label == label
