"""What is derived on write, and what the database refuses."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.safestring import SafeString

from articles.models import Article, Image, ImageVariant, TaggedArticle
from articles.models.site_hosts import site_hosts
from articles.rendering.derived import derive

pytestmark = pytest.mark.django_db


def test_the_page_is_rendered_when_it_is_written(make_article):
    article = make_article(body="# Harbour opens\n\n**Bold** <b>raw</b>\n\n## Then\n\nMore.")
    stored = Article.objects.get(pk=article.pk)
    assert isinstance(stored.html, SafeString)
    assert "<strong>Bold</strong>" in stored.html
    assert "&lt;b&gt;" in stored.html
    assert stored.outline == [{"level": 2, "id": "s-then", "text": "Then"}]
    assert (stored.word_count, stored.reading_minutes) == (4, 1)


def test_what_another_process_derived_is_taken_as_it_is():
    texts = {"title": "T", "description": "", "body": "## A\n\nThe harbour.", "lang": "en"}
    here, there = Article(**texts), Article(**texts)
    here.prepare()
    derived = derive(**texts, hosts=site_hosts(), machine_part="")
    there.prepare(derived)
    for name in (
        "body_html",
        "outline",
        "word_count",
        "reading_minutes",
        "summary",
        "content_hash",
    ):
        assert getattr(there, name) == getattr(here, name), name
    there.prepare(replace(derived, summary="Given."))
    assert there.summary == "Given."


def test_the_summary_is_the_description_or_the_text(make_article):
    assert make_article("A", description="Short and whole.").summary == "Short and whole."
    assert make_article("B", description="Cut off…").summary == "The harbour opened at noon."


def test_readers_hear_of_an_update_only_when_they_see_one(make_article):
    article = make_article(published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert article.updated_for_readers is None
    article.sticky_weight = 3
    article.save()
    assert article.updated_for_readers is None
    with time_machine.travel(dt.datetime(2026, 2, 1, tzinfo=dt.UTC), tick=False):
        article.body = "The harbour opened at one."
        article.save()
    assert article.updated_for_readers == dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def test_editing_a_draft_is_no_update_for_readers(make_article):
    article = make_article(status="draft")
    article.body = "Better."
    article.save()
    assert article.reader_modified_at is None


def test_another_cover_is_an_update_for_readers(make_article):
    article = make_article()
    image = Image.objects.create(alt="A crane")
    ImageVariant.objects.create(image=image, name="regular", url="https://images.unsplash.com/a")
    image.sign()
    article.cover = image
    article.save()
    assert article.reader_modified_at


@pytest.mark.parametrize(
    ("ai", "label"),
    [
        (None, ""),
        ({}, ""),
        ({"rewritten": True, "version": 1}, "Rewritten by a language model"),
        ({"translatedFrom": "1"}, "Translated by a language model"),
        ({"version": 2}, "Rewritten by a language model"),
        ({"rewritten": False}, ""),
    ],
)
def test_machine_text_says_so(ai, label):
    assert Article(ai=ai).ai_label == label


def test_direction_follows_the_language():
    assert [Article(lang=lang).direction for lang in ("en", "uk", "ar")] == ["ltr", "ltr", "rtl"]


def test_the_address_has_language_and_slug(make_article):
    assert make_article("One", lang="uk", slug="odyn").get_absolute_url() == "/uk/articles/odyn/"


@pytest.mark.parametrize(
    "columns",
    [
        {"title": ""},
        {"slug": ""},
        {"lang": ""},
        {"status": "live"},
        {"sentiment": "HAPPY"},
        {"published_at": None},
        {"sticky_weight": 40_000},
        {"score": float("inf")},
    ],
    ids=str,
)
def test_the_database_itself_refuses_nonsense(make_article, columns):
    values = {"slug": "s", "lang": "en", "status": "published"} | columns
    article = Article(title="T", body="x", published_at=dt.datetime.now(dt.UTC))
    for name, value in values.items():
        setattr(article, name, value)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        article.save()
    assert caught.type.__name__ in {"IntegrityError", "DataError"}


def test_one_address_and_one_identity_in_a_language(make_article, source):
    make_article("One", slug="a", source=source, external_id="1")
    make_article("Other language", slug="a", source=source, external_id="1", lang="uk")
    for slug, external_id in (("a", "2"), ("b", "1")):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_article("Clash", slug=slug, source=source, external_id=external_id)


def test_tags_keep_the_order_they_were_given(make_article):
    article = make_article(tags=["Ports", "Art", "Öl"])
    assert [tag.name for tag in article.tag_list] == ["Ports", "Art", "Öl"]
    article.tags.set(["Öl", "Ports"])
    article.tags.add("Art")
    assert [tag.name for tag in article.tag_list] == ["Öl", "Ports", "Art"]


def test_the_tags_links_carry_the_lists_columns(make_article):
    article = make_article(tags=["Ports"])
    article.sticky_weight, article.lang = 4, "uk"
    article.save()
    link = TaggedArticle.objects.get()
    for name in TaggedArticle.COPIES:
        assert getattr(link, name) == getattr(article, name)


def test_a_full_save_counts_a_version_and_a_partial_one_does_not(make_article):
    article = make_article()
    version = article.version
    article.save()
    assert article.version == version + 1
    article.save(update_fields=["score"])
    assert Article.objects.get().version == version + 1
