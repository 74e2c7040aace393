"""Runs over files: counted, logged, and never stopped by a bad one."""

import os
import unicodedata

import pytest
from django.db import DataError

from articles.images.storing import original_bytes
from articles.import_export import file_writer, importer
from articles.import_export.discover import discover_files
from articles.import_export.file_writer import ImportedFile
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.import_export.read_file import RefusedFile
from articles.import_export.run_log import RunLog
from articles.models import (
    Article,
    ImportConflict,
    ImportNote,
    ImportRun,
    OriginalFile,
    QuarantinedFile,
    Redirect,
)
from articles.models.revise import Changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, example):
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "harbour-crane.en.md").write_bytes(example)
    (tmp_path / "README.md").write_text("Not an article.")
    return tmp_path


@pytest.fixture
def many(tmp_path, example):
    """`many(count)`: a folder of different stories."""

    def make(count: int, below: str = "many"):
        folder = tmp_path / below
        folder.mkdir()
        for number in range(count):
            document = example.replace(b"'00417'", f"'{number:05}'".encode())
            (folder / f"crane-{number:05}.en.md").write_bytes(document)
        return folder

    return make


def counts(run: ImportRun) -> dict[str, int]:
    return {name: count for name, count in run.counts().items() if count}


def test_a_run_counts_what_it_did(folder, import_files):
    run = import_files(folder)
    assert counts(run) == {"created": 1, "repaired": 1, "passed_over": 1}
    assert run.state == "finished"
    (note,) = run.notes.all()
    assert (note.kind, note.path, note.key) == (
        "repaired", "2026/harbour-crane.en.md", "description",
    )  # fmt: skip
    assert note.article == Article.objects.get()


def test_a_second_run_changes_nothing_and_says_so(folder, import_files):
    import_files(folder)
    version = Article.objects.get().version
    run = import_files(folder)
    assert counts(run) == {"unchanged": 1, "passed_over": 1}
    assert not run.notes.exists()
    assert Article.objects.get().version == version


def test_a_bad_file_stops_nothing_and_is_told_whole(folder, import_files):
    (folder / "a-bad.md").write_text("---\ntitle: ''\ndraft: perhaps\n---\n")
    run = import_files(folder)
    assert counts(run) == {
        "created": 1, "quarantined": 1, "repaired": 1, "passed_over": 1,
    }  # fmt: skip
    problems = run.notes.filter(kind="quarantined")
    assert [(n.path, n.code, n.line, n.key) for n in problems] == [
        ("a-bad.md", "empty", 2, "title"), ("a-bad.md", "not-a-boolean", 3, "draft"),
    ]  # fmt: skip


def test_a_bad_file_is_kept_with_its_bytes_until_it_is_good(folder, import_files, example):
    bad = folder / "a-bad.md"
    bad.write_bytes(b"---\ntitle: \xff\n---\n")
    import_files(folder)
    held = QuarantinedFile.objects.get()
    assert (held.root, held.path, bytes(held.data)) == (
        str(folder), "a-bad.md", b"---\ntitle: \xff\n---\n",
    )  # fmt: skip
    assert held.problems[0]["code"] == "not-utf-8"
    import_files(folder)
    assert QuarantinedFile.objects.get().first_at == held.first_at
    bad.write_bytes(example.replace(b"'00417'", b"'9'"))
    import_files(folder)
    assert not QuarantinedFile.objects.exists()


def test_only_failed_takes_what_is_in_quarantine_and_nothing_else(folder, import_files, example):
    (folder / "a-bad.md").write_text("no fence")
    (folder / "b-bad.md").write_text("no fence either")
    import_files(folder)
    (folder / "a-bad.md").write_bytes(example.replace(b"'00417'", b"'9'"))
    (folder / "c-new.md").write_bytes(example.replace(b"'00417'", b"'10'"))
    run = import_files(folder, only_failed=True)
    assert counts(run) == {
        "created": 1, "quarantined": 1, "repaired": 1, "passed_over": 1,
    }  # fmt: skip
    assert [held.path for held in QuarantinedFile.objects.all()] == ["b-bad.md"]


def test_a_missing_path_is_told(tmp_path, import_files):
    run = import_files(tmp_path / "nowhere")
    assert counts(run) == {"quarantined": 1}
    assert run.notes.get().code == "unreadable"


def test_a_conflict_waits_with_its_three_values_and_is_asked_once(folder, import_files, example):
    import_files(folder)
    article = Article.objects.get()
    article.title = "Ours"
    article.save()
    file = folder / "2026" / "harbour-crane.en.md"
    file.write_bytes(example.replace(b"Report", b"Study"))
    run = import_files(folder)
    assert counts(run) == {"updated": 1, "conflicted": 1, "repaired": 1, "passed_over": 1}
    conflict = ImportConflict.objects.get()
    assert (conflict.field, conflict.ours, conflict.choice) == ("title", "Ours", "")
    assert conflict.base.endswith("Report")
    assert conflict.theirs.endswith("Study")
    assert counts(import_files(folder)) == {"unchanged": 1, "passed_over": 1}
    file.write_bytes(example.replace(b"Report", b"Essay"))
    import_files(folder)
    again = ImportConflict.objects.get()
    assert again.pk == conflict.pk
    assert again.base == conflict.base
    assert again.theirs.endswith("Essay")


def test_a_conflict_ends_when_upstream_comes_round(folder, import_files, example):
    import_files(folder)
    article = Article.objects.get()
    article.title = "Ours"
    article.save()
    file = folder / "2026" / "harbour-crane.en.md"
    file.write_bytes(example.replace(b"Report", b"Study"))
    import_files(folder)
    start, end = example.index(b"title:"), example.index(b"description:")
    file.write_bytes(example[:start] + b"title: Ours\n" + example[end:])
    import_files(folder)
    assert ImportConflict.objects.get().choice == "agreed"


def test_a_file_that_is_older_than_the_last_is_refused_at_its_line(folder, import_files, example):
    import_files(folder)
    file = folder / "2026" / "harbour-crane.en.md"
    file.write_bytes(
        example.replace(b"updatedAt: '2026-11-10", b"updatedAt: '2026-11-09").replace(
            b"Report", b"Study"
        )
    )
    run = import_files(folder)
    note = run.notes.get()
    assert (note.code, note.key, note.line) == ("older", "updatedAt", 5)
    assert Article.objects.get().title.endswith("Report")


@pytest.mark.parametrize("batch", [200, 1])
def test_the_second_file_of_one_article_is_refused(
    folder, import_files, example, monkeypatch, batch
):
    monkeypatch.setattr(importer, "BATCH", batch)
    (folder / "2026" / "zz-copy.en.md").write_bytes(example.replace(b"Report", b"Study"))
    for expected in ({"created": 1, "repaired": 1}, {"unchanged": 1}):
        run = import_files(folder)
        assert counts(run) == expected | {"quarantined": 1, "passed_over": 1}
        note = run.notes.get(kind="quarantined")
        assert (note.code, note.key, note.line) == ("same-story", "externalId", 7)
        assert "2026/harbour-crane.en.md" in note.reason
    assert Article.objects.get().slug == "harbour-crane"


def test_a_file_that_moved_to_another_folder_is_unchanged(folder, import_files):
    import_files(folder)
    os.renames(folder / "2026", folder / "elsewhere")
    assert counts(import_files(folder)) == {"unchanged": 1, "passed_over": 1}
    assert OriginalFile.objects.get().path == "elsewhere/harbour-crane.en.md"
    assert not ImportNote.objects.filter(kind="moved").exists()


def test_the_same_article_under_a_new_name_moves(folder, import_files, example, client):
    import_files(folder)
    file = folder / "2026" / "harbour-crane.en.md"
    file.unlink()
    (folder / "2026" / "driverless-crane.en.md").write_bytes(example + b"\n")
    run = import_files(folder)
    assert run.moved == 1
    assert run.notes.get(kind="moved").value == "/en/articles/harbour-crane/"
    response = client.get("/en/articles/harbour-crane/")
    assert (response.status_code, response["location"]) == (301, "/en/articles/driverless-crane/")


@pytest.mark.parametrize("with_id", [True, False])
def test_a_renamed_file_moves_its_article_though_its_bytes_are_the_same(
    folder, import_files, example, client, with_id
):
    file = folder / "2026" / "harbour-crane.en.md"
    file.write_bytes(example if with_id else example.replace(b"externalId", b"otherId"))
    import_files(folder)
    file.rename(folder / "2026" / "driverless-crane.en.md")
    run = import_files(folder, prune="unpublish")
    assert (run.updated, run.moved, run.vanished, run.created) == (1, 1, 0, 0)
    assert Article.objects.get().slug == "driverless-crane"
    response = client.get("/en/articles/harbour-crane/")
    assert (response.status_code, response["location"]) == (301, "/en/articles/driverless-crane/")
    assert counts(import_files(folder)) == {"unchanged": 1, "passed_over": 1}


def test_a_renamed_file_leaves_the_address_that_an_editor_chose(folder, import_files):
    import_files(folder)
    article = Article.objects.for_revision().get()
    article.revise(Changes({"slug": "our-crane"}), None)
    (folder / "2026" / "harbour-crane.en.md").rename(folder / "2026" / "driverless-crane.en.md")
    run = import_files(folder)
    assert (run.moved, run.conflicted) == (0, 1)
    assert Article.objects.get().slug == "our-crane"


def test_a_copy_beside_its_original_is_no_renamed_file(folder, import_files, example):
    document = example.replace(b"externalId", b"otherId")
    (folder / "2026" / "harbour-crane.en.md").write_bytes(document)
    import_files(folder)
    (folder / "2026" / "copy.en.md").write_bytes(document)
    assert counts(import_files(folder)) == {
        "created": 1, "repaired": 1, "unchanged": 1, "passed_over": 1,
    }  # fmt: skip
    assert set(Article.objects.values_list("slug", flat=True)) == {"harbour-crane", "copy"}


def test_a_number_that_the_import_gave_goes_when_the_file_gets_a_name_of_its_own(
    tmp_path, import_files, example
):
    for folder, number in (("a", b"'1'"), ("b", b"'2'")):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / "crane.en.md"
        file.write_bytes(example.replace(b"'00417'", number))
    import_files(tmp_path)
    file.rename(file.with_name("jib.en.md"))
    run = import_files(tmp_path)
    assert (run.moved, run.conflicted) == (1, 0)
    assert set(Article.objects.values_list("slug", flat=True)) == {"crane", "jib"}


def test_two_files_that_change_names_change_addresses(tmp_path, import_files, example, client):
    for name, number in (("a", b"'1'"), ("b", b"'2'")):
        (tmp_path / f"{name}.en.md").write_bytes(example.replace(b"'00417'", number))
    import_files(tmp_path)
    (tmp_path / "a.en.md").rename(tmp_path / "c.en.md")
    (tmp_path / "b.en.md").rename(tmp_path / "a.en.md")
    (tmp_path / "c.en.md").rename(tmp_path / "b.en.md")
    assert import_files(tmp_path).moved == 2
    assert dict(Article.objects.values_list("external_id", "slug")) == {"1": "b", "2": "a"}
    assert client.get("/en/articles/a/").status_code == 200
    assert client.get("/en/articles/b/").status_code == 200
    assert not Redirect.objects.exists()


def test_two_articles_with_one_name_get_two_addresses(tmp_path, import_files, example):
    for folder, number in (("a", b"'1'"), ("b", b"'2'"), ("c", b"'3'")):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / "harbour-crane.en.md"
        file.write_bytes(example.replace(b"'00417'", number))
    assert import_files(tmp_path).created == 3
    assert sorted(Article.objects.values_list("slug", flat=True)) == [
        "harbour-crane", "harbour-crane-2", "harbour-crane-3",
    ]  # fmt: skip
    assert import_files(tmp_path).unchanged == 3


@pytest.mark.parametrize("with_id", [True, False])
def test_a_name_in_the_other_unicode_form_is_the_same_file(
    tmp_path, import_files, example, with_id
):
    """macOS writes decomposed names; git, zips and other systems mostly composed ones."""
    document = example if with_id else example.replace(b"externalId", b"otherId")
    name = "\u0407\u0436\u0430\u043a \u0439 caf\u00e9.en.md"
    for form in ("NFD", "NFC", "NFD"):
        for file in tmp_path.iterdir():
            file.unlink()
        (tmp_path / unicodedata.normalize(form, name)).write_bytes(document)
        run = import_files(tmp_path, prune="unpublish")
        assert run.created + run.unchanged == 1
        assert (run.moved, run.vanished, run.quarantined) == (0, 0, 0)
        bad = tmp_path / unicodedata.normalize(form, "b\u0439.md")
        bad.write_bytes(b"no fence")
        assert import_files(tmp_path).quarantined == 1
    assert Article.objects.get().slug == "izhak-y-cafe"
    (tmp_path / unicodedata.normalize("NFC", "b\u0439.md")).write_bytes(
        example.replace(b"'00417'", b"'9'")
    )
    bad.unlink()
    assert import_files(tmp_path).created == 1
    assert not QuarantinedFile.objects.exists()


def test_a_translation_may_come_before_its_original(tmp_path, import_files, example):
    (tmp_path / "a.uk.md").write_bytes(example.replace(b"lang: en", b"lang: uk"))
    import_files(tmp_path)
    (tmp_path / "b.en.md").write_bytes(example)
    import_files(tmp_path)
    one, other = Article.objects.order_by("lang")
    assert list(Article.objects.live().translations_of(one)) == [other]


def test_a_dry_run_says_the_same_and_writes_nothing(folder, import_files, example, jpeg, settings):
    (folder / "a-bad.md").write_text("no fence")
    (folder / "cover.jpg").write_bytes(jpeg)
    (folder / "b.en.md").write_bytes(with_cover(example.replace(b"'00417'", b"'9'"), "cover.jpg"))
    notes = []
    run_import(
        discover_files([folder]),
        import_options("test", dry_run=True, workers=0),
        on_finish=lambda run: notes.extend(note.code for note in run.notes.all()),
    )
    assert "no-fence" in notes
    for model in (Article, ImportRun, ImportNote, QuarantinedFile, OriginalFile):
        assert not model.objects.exists()
    assert not settings.MEDIA_ROOT.exists()
    dry = run_import(
        discover_files([folder]), import_options("test", dry_run=True, workers=0)
    ).counts()
    assert dry == import_files(folder).counts()


def test_what_the_database_refuses_is_one_file_and_not_its_batch(many, import_files, monkeypatch):
    folder = many(5)
    store = file_writer.store

    def refuse(batch, *rest):
        if any(incoming.path == "crane-00003.en.md" for incoming in batch):
            raise DataError("value out of range")
        return store(batch, *rest)

    monkeypatch.setattr(file_writer, "store", refuse)
    run = import_files(folder)
    assert (run.created, run.quarantined) == (4, 1)
    note = run.notes.get(kind="quarantined")
    assert (note.path, note.code) == ("crane-00003.en.md", "database")


def test_a_run_that_an_error_ends_says_so(folder, monkeypatch):
    def fail(*args):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(RunLog, "finish", fail)
    with pytest.raises(RuntimeError):
        run_import(discover_files([folder]), import_options("test", workers=0))
    run = ImportRun.objects.get()
    assert (run.state, bool(run.remark)) == ("stopped", True)


def test_an_unchanged_file_is_not_parsed(folder, import_files, monkeypatch):
    import_files(folder)

    def fail(*args):
        raise AssertionError("parsed")

    monkeypatch.setattr("articles.import_export.read_file.parse", fail)
    assert import_files(folder).unchanged == 1


@pytest.mark.parametrize("workers", [0, 2])
def test_many_files_are_told_in_their_order(many, workers):
    folder = many(450)
    (folder / "crane-00401.en.md").write_text("no fence")
    results = []
    run = run_import(
        discover_files([folder]), import_options("test", workers=workers), on_file=results.append
    )
    assert (run.created, run.quarantined) == (449, 1)
    assert isinstance(results[401], RefusedFile)
    paths = [
        result.incoming.path if isinstance(result, ImportedFile) else result.path
        for result in results
    ]
    assert paths == sorted(paths)
    assert Article.objects.count() == 449


def test_the_number_of_queries_of_a_batch_does_not_depend_on_its_size(
    many, import_files, django_assert_max_num_queries
):
    few, more = many(2, "few"), many(40, "more")
    import_files(many(1, "first"))
    for folder in (few, more):
        Article.objects.all().delete()
        # SQLite takes 999 values a statement, so that a few more statements are for more rows.
        with django_assert_max_num_queries(45):
            import_files(folder)


def test_what_vanished_is_told_and_taken_down_only_on_demand(many, import_files):
    folder = many(3)
    import_files(folder)
    (folder / "crane-00001.en.md").unlink()
    run = import_files(folder, prune="report")
    assert counts(run) == {"unchanged": 2, "vanished": 1}
    assert Article.objects.live().count() == 3
    run = import_files(folder, prune="unpublish")
    note = run.notes.get()
    assert (note.kind, note.path) == ("vanished", "crane-00001.en.md")
    assert note.article.status == "draft"
    assert Article.objects.live().count() == 2
    assert note.article.revisions.get().action == "unpublish"


def test_a_bad_file_has_not_vanished(many, import_files):
    folder = many(2)
    import_files(folder)
    (folder / "crane-00001.en.md").write_text("no fence")
    assert import_files(folder, prune="unpublish").vanished == 0
    assert Article.objects.live().count() == 2


def test_nothing_is_pruned_when_a_folder_cannot_be_looked_at(many, import_files, tmp_path):
    folder = many(2)
    import_files(folder)
    for file in folder.iterdir():
        file.unlink()
    # An empty folder may be a disk that is not mounted.
    run = import_files(folder, prune="unpublish")
    assert run.vanished == 0
    assert "Nothing was pruned" in run.remark
    assert Article.objects.live().count() == 2


def test_only_the_folder_that_was_imported_is_pruned(many, import_files):
    one = many(2, "one")
    import_files(one)
    other = one.parent / "other"
    other.mkdir()
    text = (one / "crane-00000.en.md").read_bytes().replace(b"'00000'", b"'x'")
    (other / "x.en.md").write_bytes(text)
    assert import_files(other, prune="unpublish").vanished == 0


def with_cover(example: bytes, path: str) -> bytes:
    text = example.decode()
    start, end = text.index("coverImage:"), text.index("ai:")
    return (text[:start] + f"coverImage:\n  raw: {path}\n  alt: A crane\n" + text[end:]).encode()


@pytest.fixture
def jpeg():
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (640, 360), "navy").save(stream, "JPEG")
    return stream.getvalue()


def test_a_local_cover_becomes_our_own_copy(folder, import_files, example, jpeg):
    (folder / "covers").mkdir()
    (folder / "covers" / "crane.jpg").write_bytes(jpeg)
    (folder / "2026" / "harbour-crane.en.md").write_bytes(
        with_cover(example, "../covers/crane.jpg")
    )
    assert import_files(folder).created == 1
    (size,) = Article.objects.get().cover.variants.all()
    assert (size.width, size.height, size.url) == (640, 360, "../covers/crane.jpg")
    with size.file.open() as file:
        assert file.read() != jpeg
    assert original_bytes(size.file.name) == jpeg


@pytest.mark.parametrize(
    ("path", "code"),
    [("../covers/none.jpg", "cover-missing"), ("../README.md", "cover-refused"),
     ("../../outside.jpg", "outside-root"), ("../link.jpg", "cover-refused")],
)  # fmt: skip
def test_a_cover_that_cannot_be_used_refuses_its_file_at_its_line(
    folder, import_files, example, jpeg, path, code, tmp_path_factory
):
    outside = tmp_path_factory.mktemp("outside") / "secret.jpg"
    outside.write_bytes(jpeg)
    (folder / "link.jpg").symlink_to(outside)
    (folder / "2026" / "harbour-crane.en.md").write_bytes(with_cover(example, path))
    note = import_files(folder).notes.get()
    assert (note.code, note.key, note.line) == (code, "coverImage.raw", 22)
    assert not Article.objects.exists()
    assert not OriginalFile.objects.exists()
