"""Files out: the same bytes while nobody changed anything."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings

from articles.front_matter.files import dump, parse
from articles.front_matter.mojibake import repair_text
from articles.front_matter.patch import patch
from articles.import_export.export_paths import ExportPaths, path_owners
from articles.import_export.export_targets import FolderTarget
from articles.import_export.exporter import document_of, export_articles
from articles.import_export.originals import site_rules
from articles.import_export.store import extract
from articles.models import Article, OriginalFile
from articles.workflow import Status
from tests.examples import examples
from tests.front_matter.strategies import documents, odd_documents, some_words

pytestmark = pytest.mark.django_db
PATH = "harbour-crane.en.md"


def export(folder: Path, **conditions) -> dict[str, int]:
    """Export the articles, and return the counts; none of them may be incomplete."""
    problems: list[object] = []
    articles = Article.objects.for_export().filter(**conditions)
    paths = ExportPaths(path_owners())
    counts = export_articles(articles, FolderTarget(folder), paths, problems.append)
    assert problems == []
    return {name: count for name, count in counts.items() if count}


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(documents())
def test_an_untouched_file_comes_out_byte_for_byte(import_document, written):
    document, path = written
    with transaction.atomic():
        import_document(document, path)
        article = Article.objects.for_export().get()
        assert document_of(article) == document
        transaction.set_rollback(True)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n\n"])
def test_odd_files_keep_their_oddities(import_document, example, newline, mark, end):
    odd = mark + (example.rstrip() + end).replace(b"\n", newline)
    import_document(odd)
    assert document_of(Article.objects.for_export().get()) == odd


def test_a_repaired_file_comes_out_as_it_came(import_document, example):
    article = import_document(example).article
    assert article.description.endswith("…")
    assert document_of(article) == example


def test_a_changed_article_differs_in_the_changed_key_only(import_document, example):
    article = import_document(example).article
    article.title = "Changed: at the desk"
    article.save()
    title = next(line for line in example.splitlines() if line.startswith(b"title:"))
    assert document_of(Article.objects.get()) == example.replace(
        title, b"title: 'Changed: at the desk'"
    )


def test_a_new_text_of_the_desk_does_not_touch_the_front_matter(import_document, example):
    article = import_document(example).article
    article.body = "New\n\ntext."
    article.save()
    head = example[: example.index(b"\n---\n") + 5]
    assert document_of(Article.objects.get()) == head + b"New\n\ntext.\n"


def test_what_other_files_spell_otherwise_is_no_edit(import_document, example):
    import_document(example)
    other = example.replace(b"00417", b"00418").replace(b"PORTS", b"ports")
    other = other.replace(b"Tidewater Wire", b"The Wire").replace(b"draft:", b"draft: ")
    article = import_document(other, "other.en.md").article
    assert document_of(Article.objects.get(pk=article.pk)) == other
    article.tags.set(["Ports", "automation", "Robots"])
    written = document_of(Article.objects.get(pk=article.pk))
    assert written == other.replace(b"  - LINDHOLM\n", b"  - Robots\n")


def test_another_source_is_written_key_by_key(import_document, example, source):
    article = import_document(example).article
    article.source = source
    article.save()
    assert b"source:\n  name: The Wire\n  key: wire\n  type: RSS\n" in document_of(
        Article.objects.get()
    )


def test_a_cover_of_the_desk_keeps_the_keys_of_the_file(import_document, example):
    article = import_document(example).article
    article.cover.alt = "A crane"
    article.cover.save()
    last = example[example.index(b"  small_s3") : example.index(b"ai:")]
    assert document_of(Article.objects.get()) == example.replace(last, last + b"  alt: A crane\n")


def test_a_file_that_todays_rules_refuse_is_written_anew(import_document, example):
    article = import_document(example).article
    OriginalFile.objects.update(data=example.replace(b"score: 0", b"score: none"))
    assert document_of(Article.objects.get()) == dump(extract(article))


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(odd_documents(), some_words)
def test_an_edit_at_the_desk_is_all_that_changes(import_document, written, title):
    document, path, _record = written
    assume("\u00ad" not in title and repair_text(title) == title)
    with transaction.atomic():
        import_document(document, path)
        article = Article.objects.for_export().get()
        article.title = title
        article.save()
        parsed = parse(document, path, site_rules())
        wanted = parsed.record.model_copy(update={"title": title})
        expected = patch(parsed, wanted, path, site_rules())
        assert document_of(article) == expected
        transaction.set_rollback(True)


def test_an_article_that_was_taken_down_is_a_draft_in_its_file(import_document, example, make_user):
    article = import_document(example).article
    article.unpublish(make_user("Editors"))
    assert b"draft: true\n" in document_of(Article.objects.get())


def test_an_article_of_the_desk_is_written_in_the_style_of_the_real_files(make_article, category):
    article = make_article(
        "Written here", category=category, tags=["A", "B"], status=Status.DRAFT, published_at=None
    )
    assert document_of(article).decode() == (
        "---\ntitle: Written here\nlang: en\ncategory: ENERGY\ntags:\n  - A\n  - B\n"
        "stickyWeight: 0\ndraft: true\n---\nThe harbour opened at noon.\n"
    )


def test_files_stand_where_their_date_says(tmp_path, make_article):
    make_article("One", published_at=dt.datetime(2026, 1, 31, 23, tzinfo=dt.UTC))
    make_article("Two", status=Status.DRAFT, published_at=None)
    counts = export(tmp_path)
    assert counts == {"written": 2}
    names = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.md"))
    assert names == ["2026/01/one.en.md", "drafts/two.en.md"]


def test_a_file_that_is_right_is_left_alone(tmp_path, make_article):
    make_article("One")
    export(tmp_path)
    (file,) = tmp_path.rglob("*.md")
    before = file.stat().st_mtime_ns
    assert export(tmp_path) == {"unchanged": 1}
    assert file.stat().st_mtime_ns == before
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [file]


def test_a_folder_that_cannot_be_written_is_told(tmp_path, make_article):
    make_article("One")
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OSError, match="file"):
        export(Path(blocked))


def test_exporting_many_costs_a_fixed_number_of_queries(
    tmp_path, make_article, django_assert_num_queries, source
):
    for number in range(5):
        make_article(f"S{number}", source=source, tags=["A", "B"])
    with django_assert_num_queries(7):
        counts = export(tmp_path)
    assert counts == {"written": 5}
