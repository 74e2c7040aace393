"""A source's page tells what it did, and its trust decides what an import publishes."""

import pytest

from articles.editorial.source_activity import DAYS, activity
from articles.import_export.exporter import document_of
from articles.models import Article, AuditEntry, Correction, Source

pytestmark = pytest.mark.django_db


def test_stories_a_day_the_last_one_and_the_corrected_share(make_article, source):
    for number in range(3):
        make_article(f"Today {number}", source=source, hours=-0.001)
    newest = make_article("Newest", source=source, hours=-0.0001)
    make_article("Old", source=source, hours=-24 * 90)
    make_article("Draft", source=source, status="draft")
    make_article("Ahead", source=source, hours=9)
    make_article("Another's")
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


def test_it_asks_three_questions(make_article, source, django_assert_num_queries):
    for number in range(20):
        make_article(f"Story {number}", source=source)
    with django_assert_num_queries(3):
        activity(source)


@pytest.fixture
def wary(import_document, example):
    """The example's source, always reviewed first, and no story."""
    import_document(example)
    Article.objects.all().delete()
    Source.objects.update(trust="review")


def test_a_new_story_of_a_source_that_is_always_reviewed_waits(
    wary, import_document, example, client
):
    article = import_document(example).article
    assert article.status == "in_review"
    assert client.get(article.get_absolute_url()).status_code == 404
    article.publish(None)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_trusted_source_publishes_by_its_import(import_document, example):
    assert import_document(example).article.is_live


def test_a_held_story_comes_out_as_its_file_came(wary, import_document, example):
    import_document(example)
    assert document_of(Article.objects.for_export().get()) == example


def test_what_the_desk_decides_is_in_the_file(wary, import_document, example):
    import_document(example).article.send_back(None, "Not yet")
    assert b"draft: true" in document_of(Article.objects.for_export().get())


def test_an_import_follows_texts_of_a_held_story_and_never_publishes_it(
    wary, import_document, example
):
    import_document(example)
    stored = import_document(example.replace(b"Report", b"Study"))
    assert stored.conflicts == ()
    assert stored.article.title.endswith("Study")
    assert stored.article.status == "in_review"


def test_a_draft_of_its_file_that_comes_live_waits_too(wary, import_document, example):
    draft = example.replace(b"draft: false", b"draft: true")
    if draft == example:
        draft = example.replace(b"---\n", b"---\ndraft: true\n", 1)
    import_document(draft)
    assert import_document(example).article.status == "in_review"


def test_the_page_at_the_desk(client, make_user, make_article, source):
    make_article("Newest", source=source)
    client.force_login(make_user("Editors"))
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
    assert AuditEntry.objects.get(action="trust").detail == {"source": "wire", "trust": "review"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.org/", "x"])
def test_only_web_addresses(client, make_user, source, address):
    client.force_login(make_user("Editors"))
    sent = {"name": "W", "kind": "RSS", "lang": "", "trust": "review", "feed_url": address}
    client.post(f"/admin/articles/source/{source.pk}/change/", sent)
    source.refresh_from_db()
    assert source.feed_url == ""
