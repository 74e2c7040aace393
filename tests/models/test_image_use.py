"""Which texts show which files stays true, whatever writes a text."""

import importlib

import pytest
from django.apps import apps
from django.core.management import call_command

from articles.editorial.pictures.uses import uses_of
from articles.models import Article, Image, ImageUse, Page, PendingRevision
from articles.models.derive_again import derive_again, render_pages_again
from articles.models.editable_values import edited
from articles.models.revise import Changes
from articles.rendering.text_pictures import pictured_files

pytestmark = pytest.mark.django_db
HEAD = "---\ntitle: T\npublishedAt: '2026-01-31T08:00:00.000Z'\nlang: en\n---\n"


def shown(*names: str) -> str:
    return "\n\n".join(f"![A crane](/media/covers/{name}.jpg)" for name in names)


def uses() -> list[tuple]:
    rows = ImageUse.objects.values_list("article", "page", "pending", "file")
    return sorted(rows, key=str)


def expected() -> list[tuple]:
    of_articles = [
        (article.pk, None, None, file)
        for article in Article.objects.all()
        for file in pictured_files(article.body_html)
    ]
    of_pages = [
        (None, page.pk, None, file)
        for page in Page.objects.all()
        for file in pictured_files(page.body_html)
    ]
    of_changes = [
        (None, None, pending.pk, file)
        for pending in PendingRevision.objects.select_related("article")
        for file in pending.shown_files(pending.article)
    ]
    return sorted([*of_articles, *of_pages, *of_changes], key=str)


def test_a_story_that_is_saved_revised_and_deleted(make_article, make_user):
    article = make_article(body=shown("a", "b", "a"))
    assert uses() == expected()
    assert [row[-1] for row in uses()] == ["covers/a.jpg", "covers/b.jpg"]
    article.revise(Changes({"body": shown("c")}), make_user("Editors"))
    assert [row[-1] for row in uses()] == ["covers/c.jpg"]
    assert uses() == expected()
    article.body = shown("d")
    article.save()
    assert uses() == expected()
    article.delete()
    assert uses() == []


def test_an_edit_of_other_words_asks_nothing_more(
    make_article, make_user, django_assert_max_num_queries
):
    article = make_article(body=shown("a") + "\n\nText.")
    user = make_user("Editors")
    with django_assert_max_num_queries(40) as captured:
        article.revise(Changes({"body": shown("a") + "\n\nMore."}), user)
    assert not [query for query in captured if "imageuse" in query["sql"]]


def test_an_import_that_creates_and_updates(tmp_path, import_files):
    file = tmp_path / "crane.md"
    for names in (("a", "b"), ("b", "c"), ()):
        file.write_text(HEAD + shown(*names), encoding="utf-8")
        import_files(tmp_path)
        assert [row[-1] for row in uses()] == [f"covers/{name}.jpg" for name in names]
        assert uses() == expected()


def test_changes_that_wait_are_published_and_discarded(make_article, make_user):
    editor = make_user("Editors")
    article = make_article(body=shown("a"))
    PendingRevision.hold(article, edited(article) | {"body": shown("b", "c")}, editor)
    assert uses() == expected()
    assert len(uses()) == 3
    PendingRevision.hold(article, edited(article) | {"body": shown("b")}, editor, seen=1)
    assert uses() == expected()
    PendingRevision.objects.get().publish(editor)
    assert [row[-1] for row in uses()] == ["covers/b.jpg"]
    assert uses() == expected()
    article.refresh_from_db()
    PendingRevision.hold(article, edited(article) | {"body": shown("d")}, editor)
    PendingRevision.objects.get().discard(editor)
    assert [row[-1] for row in uses()] == ["covers/b.jpg"]


def test_a_page_that_is_saved_and_deleted():
    page = Page.objects.create(lang="en", slug="harbour", title="Harbour", body=shown("a"))
    assert uses() == expected()
    page.body = shown("b")
    page.save()
    assert [row[-1] for row in uses()] == ["covers/b.jpg"]
    page.delete()
    assert uses() == []


def test_texts_that_are_rendered_again(make_article):
    make_article(body=shown("a"))
    Page.objects.create(lang="en", slug="harbour", title="Harbour", body=shown("b"))
    Article.objects.update(body_html="")
    Page.objects.update(body_html="")
    ImageUse.objects.all().delete()
    derive_again()
    render_pages_again()
    assert len(uses()) == 2
    assert uses() == expected()


def test_names_that_are_not_ours_are_none(make_article):
    odd = ("/media/covers/a%00b.jpg", "/media/other/a.jpg", f"/media/covers/{'x' * 250}.jpg")
    article = make_article(body="\n\n".join(f"![A]({url})" for url in odd))
    assert uses() == []
    assert call_command("check", verbosity=0) is None
    assert article.body_html


def test_the_migration_says_the_same(make_article, make_user):
    article = make_article(body=shown("a", "b"))
    make_article("No picture")
    Page.objects.create(lang="en", slug="harbour", title="Harbour", body=shown("c"))
    values = edited(article) | {"body": shown("d")}
    PendingRevision.hold(article, values, make_user("Editors"))
    before = uses()
    ImageUse.objects.all().delete()
    migration = importlib.import_module("articles.migrations.0066_uses_of_images")

    class Editor:
        class connection:
            alias = "default"

    migration.keep_uses(apps, Editor)
    assert uses() == before == expected()


def test_a_draft_of_a_page_does_not_make_its_pictures_public():
    image = Image.objects.create(alt="A crane")
    image.variants.create(name="full", file="covers/a.jpg", width=48, height=32)
    image.sign()
    page = Page.objects.create(
        lang="en", slug="plans", title="Plans", body=shown("a"), is_draft=True
    )
    assert uses_of(Image.objects.get(pk=image.pk)).pages == [page]
    assert not Image.objects.get(pk=image.pk).is_seen_by_readers()
    page.is_draft = False
    page.save()
    assert Image.objects.get(pk=image.pk).is_seen_by_readers()
