"""A source's page tells what it did, and its trust decides what an import publishes."""

import pytest

from articles.editorial.source_activity import DAYS, activity
from articles.import_export.exporter import document_of
from articles.models import Article, AuditEntry, Correction, Source

pytestmark = pytest.mark.django_db


def test_stories_a_day_the_last_one_and_the_corrected_share(story, source):
    for number in range(3):
        story(f"Today {number}", source=source, hours=-0.001)
    newest = story("Newest", source=source, hours=-0.0001)
    story("Old", source=source, hours=-24 * 90)
    story("Draft", source=source, status="draft")
    story("Ahead", source=source, hours=9)
    story("Another's")
    Correction.objects.create(article=newest, text="It was nine.")
    Correction.objects.create(article=newest, text="And more came.", kind="update")
    found = activity(source)
    assert (found.stories, found.corrected, found.share) == (4, 1, 25)
    assert found.last.title == "Newest"
    assert len(found.days) == DAYS
    assert (found.days[-1].stories, found.days[-1].height) == (4, 100)


def test_a_source_without_stories(source):
    found = activity(source)
    assert (found.stories, found.share, found.last, found.most) == (0, 0, None, 0)


def test_it_asks_three_questions(story, source, django_assert_num_queries):
    for number in range(20):
        story(f"Story {number}", source=source)
    with django_assert_num_queries(3):
        activity(source)


@pytest.fixture
def wary(put, example):
    """The example's source, always reviewed first, and no story."""
    put(example)
    Article.objects.all().delete()
    Source.objects.update(trust="review")


def test_a_new_story_of_a_source_that_is_always_reviewed_waits(wary, put, example, client):
    article = put(example).article
    assert article.status == "in_review"
    assert client.get(article.get_absolute_url()).status_code == 404
    article.publish(None)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_trusted_source_publishes_by_its_import(put, example):
    assert put(example).article.is_live


def test_a_held_story_comes_out_as_its_file_came(wary, put, example):
    put(example)
    assert document_of(Article.objects.for_export().get()) == example


def test_what_the_desk_decides_is_in_the_file(wary, put, example):
    put(example).article.send_back(None, "Not yet")
    assert b"draft: true" in document_of(Article.objects.for_export().get())


def test_an_import_follows_texts_of_a_held_story_and_never_publishes_it(wary, put, example):
    put(example)
    stored = put(example.replace(b"Report", b"Study"))
    assert stored.conflicts == ()
    assert stored.article.title.endswith("Study")
    assert stored.article.status == "in_review"


def test_a_draft_of_its_file_that_comes_live_waits_too(wary, put, example):
    draft = example.replace(b"draft: false", b"draft: true")
    if draft == example:
        draft = example.replace(b"---\n", b"---\ndraft: true\n", 1)
    put(draft)
    assert put(example).article.status == "in_review"


def test_the_page_at_the_desk(client, person, story, source):
    story("Newest", source=source)
    client.force_login(person("Editors"))
    url = f"/admin/articles/source/{source.pk}/change/"
    text = client.get(url).content.decode()
    assert "Stories a day in the last 30 days: 1 in all" in text
    assert "<svg" in text
    assert "style=" not in text.split("<svg", 1)[1].split("</svg>", 1)[0]
    sent = {"name": "The Wire", "kind": "RSS", "lang": "uk", "trust": "review",
            "feed_url": "https://wire.example.org/feed", "url": "", "logo": ""}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    source.refresh_from_db()
    assert (source.lang, source.trust, source.feed_url) == ("uk", "review", sent["feed_url"])
    assert AuditEntry.objects.get().detail == {"source": "wire", "trust": "review"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.org/", "x"])
def test_only_web_addresses(client, person, source, address):
    client.force_login(person("Editors"))
    sent = {"name": "W", "kind": "RSS", "lang": "", "trust": "review", "feed_url": address}
    client.post(f"/admin/articles/source/{source.pk}/change/", sent)
    source.refresh_from_db()
    assert source.feed_url == ""
