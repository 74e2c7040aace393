"""The screens of feeds: a preview before anything is saved, how each goes, and who may what."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.models import AuditEntry, Feed, QueuedTask, Source, UpstreamItem
from articles.models.source import Trust
from articles.operations.health.checks import check_feeds
from tests.feed_server import RSS, feeds

__all__ = ["feeds"]
pytestmark = pytest.mark.django_db
LIST = "/admin/articles/feed/"


@pytest.fixture
def source():
    return Source.objects.create(key="harbour", name="Harbour news", kind="RSS")


@pytest.fixture
def boss(make_user, client):
    user = make_user("Administrators", "boss")
    client.force_login(user)
    return user


@pytest.fixture
def feed(feeds, source):
    return Feed.objects.create(
        name="Harbour", source=source, url=feeds.url(), terms="full", next_poll_at=timezone.now()
    )


def typed(url, source, **values):
    return {
        "name": "Harbour", "url": url, "source": source.pk, "terms": "full", "lang": "",
        "category": "", "interval": "30", "is_on": "on", "token_name": "", "token_place": "header",
        "token_parameter": "", **values,
    }  # fmt: skip


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_list_says_what_feeds_are_for(boss, client):
    assert "No feed is subscribed to" in text(client.get(LIST))


def test_a_preview_shows_what_would_come_and_saves_nothing(boss, client, feeds, source):
    page = text(client.post(f"{LIST}add/", typed(feeds.url(), source) | {"_preview": "1"}))
    assert "RSS: 2 items." in page
    assert "Harbour news" in page
    assert "The crane is back" in page
    assert "5 words" in page
    assert "Nothing was saved." in page
    assert not Feed.objects.exists()
    assert not QueuedTask.objects.exists()
    # What was typed is still there.
    assert f'value="{feeds.url()}"' in page


def test_the_form_shows_the_trust_of_its_source(boss, client, feed, feeds, source):
    assert "choose one, and preview or save" in text(client.get(f"{LIST}add/"))
    source.trust = Trust.REVIEW
    source.save()
    previewed = client.post(f"{LIST}add/", typed(feeds.url(), source) | {"_preview": "1"})
    for page in (text(previewed), text(client.get(f"{LIST}{feed.pk}/change/"))):
        assert "Always reviewed first" in page
        assert f"/admin/articles/source/{source.pk}/change/" in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "The server answered 404"),
        ("/half", "could not be reached, or broke off"),
        ("/bomb", "larger than"),
        ("/page", "https://harbour.example.org/news.rss"),
        ("/empty", "The feed is empty at present"),
        ("/odd", "is a time without a zone"),
    ],
)
def test_a_preview_says_in_words_why_nothing_would_come(boss, client, feeds, source, path, words):
    link = b'<html><link rel="alternate" type="application/rss+xml" href="https://harbour.example.org/news.rss">'
    item = (
        b"<item><title>A &lt;b&gt;bold&lt;/b&gt;</title><pubDate>2026-03-02 08:00</pubDate></item>"
    )
    feeds.pages |= {
        "/page": (200, {}, link),
        "/empty": (200, {}, b'<rss version="2.0"><channel><title>H</title></channel></rss>'),
        "/odd": (200, {}, b'<rss version="2.0"><channel>' + item + b"</channel></rss>"),
    }
    response = client.post(f"{LIST}add/", typed(feeds.url(path), source) | {"_preview": "1"})
    assert words in text(response)
    assert not Feed.objects.exists()


def test_a_form_with_errors_is_not_asked_for(boss, client, feeds, source):
    values = typed(feeds.url(), source, terms="", interval="1") | {"_preview": "1"}
    response = client.post(f"{LIST}add/", values)
    errors = response.context["adminform"].form.errors
    assert set(errors) == {"terms", "interval"}
    assert not feeds.asked()


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "http://db.internal/", "ftp://a.example/", "nonsense", "https://[::1/"],
)
def test_an_address_that_would_not_be_called_is_refused(boss, client, source, url):
    response = client.post(f"{LIST}add/", typed(url, source))
    assert "url" in response.context["adminform"].form.errors


@pytest.mark.parametrize("name", ["SECRET_KEY", "FEED_TOKEN_", "feed_token_a", "abc123"])
def test_a_form_names_no_other_variable_of_the_server(boss, client, source, name):
    values = typed("https://harbour.example.org/feed", source, token_name=name)
    response = client.post(f"{LIST}add/", values)
    assert "token_name" in response.context["adminform"].form.errors


def test_a_token_in_the_address_needs_a_parameter(boss, client, source):
    values = typed(
        "https://harbour.example.org/feed", source,
        token_name="FEED_TOKEN_HARBOUR", token_place="query",
    )  # fmt: skip
    response = client.post(f"{LIST}add/", values)
    assert "token_parameter" in response.context["adminform"].form.errors
    assert client.post(f"{LIST}add/", values | {"token_parameter": "key"}).status_code == 302


def test_a_new_feed_is_due_at_once(boss, client, feeds, source):
    response = client.post(f"{LIST}add/", typed(feeds.url(), source))
    assert response.status_code == 302
    feed = Feed.objects.get()
    assert list(Feed.objects.due(timezone.now())) == [feed]
    assert AuditEntry.objects.get(action="add_feed").actor == boss


def test_saving_writes_nothing_that_a_poll_may_be_writing(boss, client, feed):
    page = client.get(f"{LIST}{feed.pk}/change/")
    values = page.context["adminform"].form.initial
    now = timezone.now()
    Feed.objects.filter(pk=feed.pk).update(leased_until=now, etag='"a"', failures=2)
    source = Source.objects.get()
    client.post(f"{LIST}{feed.pk}/change/", typed(values["url"], source, interval="60"))
    feed.refresh_from_db()
    assert (feed.interval, feed.leased_until, feed.etag, feed.failures) == (60, now, '"a"', 2)
    # Another address begins anew, and what goes on writes nothing any more.
    client.post(f"{LIST}{feed.pk}/change/", typed("https://x.example.org/f", source, interval="60"))
    feed.refresh_from_db()
    assert (feed.leased_until, feed.etag, feed.failures) == (None, "", 0)


def test_one_that_ended_is_switched_on_again_with_a_new_address(boss, client, feed):
    Feed.objects.update(is_on=False, gone_at=timezone.now(), last_code="gone", last_status=410)
    page = text(client.get(f"{LIST}{feed.pk}/change/"))
    assert "ended for good" in page
    source = Source.objects.get()
    client.post(f"{LIST}{feed.pk}/change/", typed("https://x.example.org/f", source))
    feed.refresh_from_db()
    assert feed.state == Feed.FeedState.ON


def test_poll_now_is_a_task_and_the_page_shows_what_came(boss, client, feed, feeds):
    Feed.objects.update(next_poll_at=timezone.now() + dt.timedelta(hours=1))
    response = client.post(f"{LIST}{feed.pk}/poll/", follow=True)
    assert "It is being polled" in text(response)
    task = QueuedTask.objects.get()
    task.definition.func(*task.args_kwargs["args"])
    page = text(client.get(f"{LIST}{feed.pk}/change/"))
    assert "2 new, 0 changed, 0 unchanged, 0 refused" in page
    Feed.objects.update(leased_until=timezone.now() + dt.timedelta(minutes=1))
    assert "polls it at this moment" in text(client.post(f"{LIST}{feed.pk}/poll/", follow=True))
    Feed.objects.update(is_on=False)
    assert "It is off" in text(client.post(f"{LIST}{feed.pk}/poll/", follow=True))


def test_a_failing_feed_is_told_on_its_page_the_list_the_desk_and_site_health(boss, client, feed):
    hour_ago = timezone.now() - dt.timedelta(hours=1)
    Feed.objects.update(failures=3, failing_since=hour_ago, last_code="status", last_status=500)
    words = "The server answered 500; it failed 3 times since"
    assert words in text(client.get(LIST))
    assert words in text(client.get(f"{LIST}{feed.pk}/change/"))
    assert "Harbour" in text(client.get(f"{LIST}?show=trouble"))
    assert "1 feed fails, is silent or ended" in text(client.get("/admin/"))
    assert "Harbour" in check_feeds(databases=["default"])[0].msg
    Feed.objects.update(failures=0, last_code="")
    assert check_feeds(databases=["default"]) == []


def test_a_feed_whose_terms_bind_originals_is_not_deleted(boss, client, feed):
    """Without them the model would be given all of a text of which readers may have a link alone."""
    now = timezone.now()
    UpstreamItem.objects.create(
        source=feed.source, external_id="1", feed=feed, first_seen_at=now, changed_at=now
    )
    Feed.objects.update(terms=Feed.Terms.LINK)
    assert "its terms of use bind" in text(client.get(f"{LIST}{feed.pk}/delete/"))
    client.post(f"{LIST}{feed.pk}/delete/", {"post": "yes"})
    assert Feed.objects.exists()
    Feed.objects.update(terms=Feed.Terms.FULL)
    client.post(f"{LIST}{feed.pk}/delete/", {"post": "yes"})
    assert not Feed.objects.exists()


def test_an_editor_sees_feeds_and_changes_none(make_user, client, feed):
    client.force_login(make_user("Editors"))
    page = text(client.get(f"{LIST}{feed.pk}/change/"))
    assert "The last polls" in page
    assert "Poll now" not in page
    assert "Preview: what" not in page
    assert client.post(f"{LIST}{feed.pk}/poll/").status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_the_list_costs_the_same_for_many_feeds(
    boss, client, feed, source, django_assert_max_num_queries
):
    client.get(LIST)
    for number in range(20):
        Feed.objects.create(
            name=f"F{number}", source=source, url="https://x.example.org/", terms="link"
        )
    with django_assert_max_num_queries(14):
        assert "F19" in text(client.get(LIST))


def test_a_page_in_the_feed_cannot_write_into_ours(boss, client, feeds, source):
    evil = b"<script>alert(1)</script>"
    feeds.pages["/feed"] = (
        200,
        {},
        RSS.replace(b"The crane is back", b"<![CDATA[A]]>&lt;img src=x&gt; " + evil),
    )
    page = text(client.post(f"{LIST}add/", typed(feeds.url(), source) | {"_preview": "1"}))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
