"""Authors of files: stored, merged, held, exported byte for byte."""

import pytest

from articles.editorial.history import restore
from articles.editorial.taxonomy.merging import merge, renamed
from articles.import_export.exporter import document_of
from articles.models import Article, ArticleAuthor, Author, ImportConflict, PendingRevision, Source
from articles.models.revise import Changes

pytestmark = pytest.mark.django_db

FILE = """---
title: Crane
publishedAt: '2026-11-10T08:00:00.000Z'
source:
  name: Wire
  key: wire
  type: RSS
{}
---
Text.
"""


def put(import_document, front: str):
    return import_document(FILE.format(front).encode(), "crane.en.md")


def exported(article: Article) -> str:
    return document_of(Article.objects.for_export().get(pk=article.pk)).decode()


def names() -> list[str]:
    return [author.name for author in Article.objects.get().author_list]


@pytest.mark.parametrize(
    "front",
    [
        "author: Ada Reyes",
        "author: [Ada Reyes, 'Лі Вень']",
        "author:",
        "author: {name: Ada, url: x}",
    ],
)
def test_an_untouched_file_comes_back_as_it_came(import_document, front):
    put(import_document, front)
    assert exported(Article.objects.get()) == FILE.format(front)


def test_authors_of_a_file_are_linked_with_the_copies_of_lists(import_document):
    put(import_document, "author: [Ada Reyes, Ben Okri]\nstickyWeight: 2")
    assert names() == ["Ada Reyes", "Ben Okri"]
    assert set(ArticleAuthor.objects.values_list("sticky_weight", "status")) == {(2, "published")}
    put(import_document, "author: [Ada Reyes, Ben Okri]\nstickyWeight: 5")
    assert set(ArticleAuthor.objects.values_list("sticky_weight", flat=True)) == {5}


def test_a_file_that_comes_again_changes_its_authors(import_document):
    put(import_document, "author: Ada Reyes")
    put(import_document, "author: [Ben Okri, Ada Reyes]")
    assert names() == ["Ben Okri", "Ada Reyes"]
    put(import_document, "draft: false")
    assert names() == []


def test_the_desk_and_the_file_both_changed_them(import_document):
    article = put(import_document, "author: Ada Reyes").article
    Article.objects.get().revise(Changes({"author_names": ["Zoe"]}), None)
    put(import_document, "author: Ben Okri")
    assert names() == ["Zoe"]
    article.refresh_from_db()
    assert "author: Zoe" in exported(article)
    assert not ImportConflict.objects.exists()  # `store()` alone records none.


def test_a_change_at_the_desk_is_written_where_the_names_stand(import_document):
    article = put(import_document, "author: Ada Reyes  # the desk").article
    Article.objects.get(pk=article.pk).revise(Changes({"author_names": ["Zoe"]}), None)
    assert exported(article) == FILE.format("author: Zoe  # the desk")


def test_merged_and_renamed_authors_change_no_file(import_document, make_user):
    article = put(import_document, "author: A. Reyes").article
    Author.for_names(["Ada Reyes"])
    keep, other = Author.objects.get(name="Ada Reyes"), Author.objects.get(name="A. Reyes")
    merge(keep, [other], make_user("Editors"))
    before = Author.objects.get(pk=keep.pk)
    keep.name = "Ada Okri"
    keep.save()
    renamed(keep, before, make_user("Editors", "second"))
    assert exported(article) == FILE.format("author: A. Reyes")
    put(import_document, "author: A. Reyes\nscore: 1")
    assert names() == ["Ada Okri"]


def test_authors_of_a_reviewed_source_wait(import_document):
    put(import_document, "author: Ada Reyes")
    Source.objects.update(trust="review")
    put(import_document, "author: Ben Okri")
    assert names() == ["Ada Reyes"]
    pending = PendingRevision.objects.get()
    assert pending.values["author_names"] == ["Ben Okri"]
    pending.publish(None)
    assert names() == ["Ben Okri"]


def test_an_earlier_text_comes_back_with_its_authors(import_document, make_user):
    put(import_document, "author: Ada Reyes")
    article = Article.objects.get()
    article.revise(Changes({"author_names": ["Zoe"], "title": "Other"}), None)
    article = Article.objects.get()
    restore(article, article.revisions.first(), article.version, make_user("Editors"), "")
    assert names() == ["Ada Reyes"]
