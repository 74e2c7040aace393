"""What a file and the desk both changed: every field can be decided, either way."""

import datetime as dt

import pytest
from django.db import IntegrityError
from PIL import Image

from articles.front_matter.merge import FIELDS
from articles.front_matter.schema import plain_value
from articles.import_export.conflicts import current_value, decide_conflict
from articles.import_export.exceptions import ConflictDecided, ValueDoesNotFit
from articles.import_export.store import extract
from articles.models import Article, AuditEntry, Category, ImportConflict, Redirect, Source
from articles.models import Image as Picture
from articles.workflow import Status

pytestmark = pytest.mark.django_db

FIRST = """---
title: First title
description: First words.
publishedAt: '2026-11-10T08:00:00.000Z'
updatedAt: '2026-11-10T09:00:00.000Z'
source:
  name: Wire
  key: wire
  type: RSS
  note: first
category: PORTS
tags:
  - A
  - B
sentiment: POSITIVE
score: 1
coverImage:
  raw: https://images.unsplash.com/first
ai:
  rewritten: true
  version: 1
canonicalUrl: https://example.org/first
cta:
  - First call
aliases:
  - /first/
expiresAt: '2999-01-01T00:00:00Z'
author: First Name
unknown: first
---
First text.
"""
THEIRS = {
    "title": ("title: First title", "title: Their title"),
    "description": ("First words.", "Their words."),
    "published_at": ("2026-11-10T08:00", "2026-11-10T07:00"),
    "updated_at": ("2026-11-10T09:00", "2026-11-10T10:00"),
    "source": ("note: first", "note: theirs"),
    "category": ("PORTS", "ENERGY"),
    "tags": ("  - A\n", "  - C\n  - Ж\n"),
    "sentiment": ("POSITIVE", "NEGATIVE"),
    "score": ("score: 1", "score: 2.5"),
    "cover_image": ("com/first", "com/theirs"),
    "ai": ("version: 1", "version: 2"),
    "canonical_url": ("org/first", "org/theirs"),
    "cta": ("First call", "Their call"),
    "aliases": ("/first/", "/theirs/"),
    "expires_at": ("2999-01-01", "2999-02-02"),
    "author": ("author: First Name", "author: [Ada Reyes, Лі Вень]"),
    "body": ("First text.", "Their **text**."),
    "extra": ("unknown: first", "unknown: theirs"),
}


def desk_changes(article: Article) -> None:
    """Another value in every field."""
    article.title, article.description, article.body = "Our title", "Our words.", "Our text."
    article.published_at = dt.datetime(2026, 11, 10, 6, tzinfo=dt.UTC)
    article.updated_at = dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC)
    article.source = Source.objects.create(key="ours", name="Ours", kind="API")
    article.category = Category.from_key("OURS")
    article.sentiment, article.score = "NEUTRAL", 3
    article.ai, article.cta = {"rewritten": False}, ["Our call"]
    article.aliases, article.canonical_url = ["/ours/"], "https://example.org/ours"
    article.expires_at = dt.datetime(2999, 3, 3, tzinfo=dt.UTC)
    article.author_names = ["Our Name"]
    article.extra = {"article": {"unknown": "ours"}, "source": {"note": "ours"}}
    article.cover = Picture.objects.create(alt="Ours")
    article.cover.variants.create(name="raw", url="https://images.unsplash.com/ours")
    article.save()
    article.tags.set(["Ours"])


@pytest.fixture
def disputed(tmp_path, import_files):
    """`disputed(fields)`: the article, after the file and the desk changed the same fields."""

    def make(fields, name: str = "story.en.md"):
        file = tmp_path / "in" / "story.en.md"
        file.parent.mkdir()
        file.write_text(FIRST)
        import_files(file.parent)
        article = Article.objects.get()
        desk_changes(article)
        text = FIRST
        for field in fields:
            before, after = THEIRS[field]
            assert before in text
            text = text.replace(before, after)
        file.write_text(text)
        import_files(file.parent)
        return Article.objects.get()

    return make


def test_every_field_that_can_be_disputed_is_tried_here():
    # A story's state and place are the desk's own; its address has a test of its own.
    assert set(THEIRS) == set(FIELDS) - {"draft", "sticky_weight", "slug"}


@pytest.mark.parametrize("field", THEIRS)
def test_the_files_value_is_taken_in_its_field_and_in_no_other(disputed, make_user, field):
    article = disputed(THEIRS)
    before = {name: plain_value(getattr(extract(article), name)) for name in FIELDS}
    conflict = ImportConflict.objects.get(field=field)
    editor = make_user("Editors")
    assert current_value(conflict) == before[field]

    decide_conflict(conflict, "theirs", editor)

    article = Article.objects.get()
    after = {name: plain_value(getattr(extract(article), name)) for name in FIELDS}
    assert after[field] == conflict.theirs != before[field]
    assert {name for name in FIELDS if after[name] != before[name]} == {field}
    assert (conflict.choice, conflict.decided_by) == ("theirs", editor)
    revision = article.revisions.first()
    assert (revision.action, revision.author) == ("import", editor)
    assert ImportConflict.objects.filter(choice="").count() == len(THEIRS) - 1


def test_all_of_them_one_after_another_give_the_file(disputed, make_user):
    disputed(THEIRS)
    editor = make_user("Editors")
    for conflict in ImportConflict.objects.all():
        decide_conflict(conflict, "theirs", editor)
    article = Article.objects.get()
    record = extract(article)
    assert record.title == "Their title"
    assert record.source.extra == {"note": "theirs"}
    assert record.extra == {"unknown": "theirs"}
    assert [tag.name for tag in article.tag_list] == ["C", "Ж", "B"]
    assert "<strong>text</strong>" in article.body_html


def test_keeping_the_desks_changes_nothing_and_is_not_asked_again(
    disputed, make_user, import_files
):
    article = disputed(["title"])
    version = article.version
    conflict = ImportConflict.objects.get()
    decide_conflict(conflict, "ours", make_user("Editors"))
    article = Article.objects.get()
    assert (article.title, article.version) == ("Our title", version)
    assert not ImportConflict.objects.filter(choice="").exists()


def test_who_is_second_is_told_and_changes_nothing(disputed, make_user):
    disputed(["title"])
    conflict = ImportConflict.objects.get()
    same = ImportConflict.objects.get()
    editor = make_user("Editors")
    decide_conflict(conflict, "ours", editor)
    with pytest.raises(ConflictDecided):
        decide_conflict(same, "theirs", editor)
    assert Article.objects.get().title == "Our title"


def test_the_files_address_leaves_a_redirect(tmp_path, import_files, make_user, client, example):
    (tmp_path / "first.en.md").write_bytes(example)
    import_files(tmp_path)
    article = Article.objects.get()
    article.slug = "ours"
    article.save()
    (tmp_path / "first.en.md").rename(tmp_path / "theirs.en.md")
    (tmp_path / "theirs.en.md").write_bytes(example + b"\n")
    import_files(tmp_path)
    conflict = ImportConflict.objects.get(field="slug")
    assert (conflict.ours, conflict.theirs) == ("ours", "theirs")
    decide_conflict(conflict, "theirs", make_user("Editors"))
    assert Article.objects.get().slug == "theirs"
    assert Redirect.objects.get().path == "/en/articles/ours"
    assert client.get("/en/articles/ours/").status_code == 301


def test_old_addresses_of_the_file_lead_to_the_article(disputed, make_user):
    disputed(["aliases"])
    decide_conflict(ImportConflict.objects.get(), "theirs", make_user("Editors"))
    assert Redirect.objects.get(path="/theirs").article == Article.objects.get()


def test_tags_of_the_file_put_the_article_on_their_pages(disputed, make_user, client):
    disputed(["tags"])
    decide_conflict(ImportConflict.objects.get(), "theirs", make_user("Editors"))
    link = Article.objects.get().tag_links.get(tag__name="C")
    article = Article.objects.get()
    assert (link.status, link.published_at) == (article.status, article.published_at)


def test_a_local_cover_is_taken_with_our_copy_of_it(
    tmp_path, import_files, make_user, settings, example
):
    Image.new("RGB", (64, 36), "navy").save(tmp_path / "a.jpg")
    Image.new("RGB", (32, 18), "red").save(tmp_path / "b.jpg")
    start, end = example.index(b"coverImage:"), example.index(b"ai:")

    def cover(name: bytes) -> bytes:
        return example[:start] + b"coverImage:\n  raw: " + name + b"\n" + example[end:]

    file = tmp_path / "a.en.md"
    file.write_bytes(cover(b"a.jpg"))
    import_files(tmp_path)
    article = Article.objects.get()
    article.cover = Picture.objects.create(alt="Ours")
    article.cover.variants.create(name="raw", url="https://images.unsplash.com/ours")
    article.save()
    file.write_bytes(cover(b"b.jpg"))
    import_files(tmp_path)
    (tmp_path / "b.jpg").unlink()
    decide_conflict(ImportConflict.objects.get(), "theirs", make_user("Editors"))
    size = Article.objects.get().cover.variants.get()
    assert (size.url, size.width, size.height) == ("b.jpg", 32, 18)
    assert (settings.MEDIA_ROOT / size.file.name).exists()


def test_a_published_article_never_loses_its_time(tmp_path, import_files, make_user, example):
    draft = example.replace(b"draft: false", b"draft: true")
    file = tmp_path / "a.en.md"
    file.write_bytes(draft)
    import_files(tmp_path)
    article = Article.objects.get()
    article.status = Status.PUBLISHED
    article.published_at = dt.datetime(2026, 11, 11, tzinfo=dt.UTC)
    article.save()
    file.write_bytes(
        draft.replace(b"publishedAt: '2026-11-10T08:30:10.125Z'", b"publishedAt: null")
    )
    import_files(tmp_path)
    conflict = ImportConflict.objects.get(field="published_at")
    with pytest.raises(ValueDoesNotFit):
        decide_conflict(conflict, "theirs", make_user("Editors"))
    assert Article.objects.get().published_at == article.published_at
    assert ImportConflict.objects.get().choice == ""


@pytest.mark.parametrize("choice", ["ours", "theirs"])
def test_a_decision_is_on_record(disputed, make_user, choice):
    disputed(["title"])
    editor = make_user("Editors")
    decide_conflict(ImportConflict.objects.get(), choice, editor)
    entry = AuditEntry.objects.get(action="decide_conflict")
    article = Article.objects.get()
    assert (entry.actor, entry.article, entry.title) == (editor, article, article.title)
    assert entry.detail == {"field": "title", "choice": choice}


def test_a_decision_that_cannot_be_carried_out_is_not_on_record(disputed, make_user, monkeypatch):
    disputed(["title"])

    def fail(*args):
        raise IntegrityError

    monkeypatch.setattr("articles.import_export.conflicts._take_theirs", fail)
    with pytest.raises(ValueDoesNotFit):
        decide_conflict(ImportConflict.objects.get(), "theirs", make_user("Editors"))
    assert not AuditEntry.objects.exists()
    assert ImportConflict.objects.get().choice == ""
