"""Uploads go the way of every import, and leave nothing behind but articles."""

import io
import re
import tempfile
import zipfile

import pytest
from PIL import Image

from articles.images.storing import original_bytes
from articles.import_export.exceptions import UploadRefused
from articles.import_export.quarantine import retry
from articles.import_export.uploads import import_upload
from articles.models import Article, AuditEntry, ImportRun, OriginalFile, QuarantinedFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Where uploads are unpacked; empty after every one of these tests."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


def packed(entries) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    stream.seek(0)
    return stream


def test_one_file_is_imported_and_known_by_no_folder(editor, example):
    run = import_upload([("harbour-crane.en.md", io.BytesIO(example))], editor)
    assert (run.created, run.by, run.state) == (1, editor, "finished")
    assert (run.kind, run.origin) == ("upload", "harbour-crane.en.md")
    original = OriginalFile.objects.get()
    assert (original.root, original.path) == ("", "harbour-crane.en.md")
    assert import_upload([("harbour-crane.en.md", io.BytesIO(example))], editor).unchanged == 1


def test_the_audit_log_says_who_uploaded_what(editor, example):
    run = import_upload([("harbour-crane.en.md", io.BytesIO(example))], editor)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("upload_files", editor)
    assert entry.detail == {"name": "harbour-crane.en.md", "run": run.pk}


def test_a_zip_brings_its_images_and_tells_what_it_passed_over(editor, example):
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), "navy").save(picture, "JPEG")
    start, end = example.index(b"coverImage:"), example.index(b"ai:")
    text = example[:start] + b"coverImage:\n  raw: ../covers/a.jpg\n" + example[end:]
    entries = {
        "in/articles/a.en.md": text, "in/covers/a.jpg": picture.getvalue(), "in/bad.md": b"no fence",
        "__MACOSX/in/._a.en.md": b"x", "in/.DS_Store": b"x", "in/more.zip": b"PK",
    }  # fmt: skip
    run = import_upload([("in.zip", packed(entries))], editor)
    assert (run.created, run.quarantined, run.passed_over) == (1, 1, 4)
    size = Article.objects.get().cover.variants.get()
    assert (size.width, size.height) == (64, 36)
    assert original_bytes(size.file.name) == picture.getvalue()
    held = QuarantinedFile.objects.get()
    assert (held.root, held.path) == ("", "in/bad.md")


def test_a_bad_upload_is_mended_as_any_other(editor, example):
    bad = example.replace(b"lang: en", b"lang: xx")
    import_upload([("crane.md", io.BytesIO(bad))], editor)
    held = QuarantinedFile.objects.get()
    assert retry(held, held.state_hash, example, editor).run.created == 1
    run = import_upload([("crane.md", io.BytesIO(bad))], editor)
    assert (run.unchanged, run.quarantined) == (1, 0)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "Choose a Markdown file"),
        ("a.md.exe", b"---", "Choose a Markdown file"),
        ("x" * 250 + ".md", b"---", "Choose a Markdown file"),
        ("a.md", b"---" * 1000, "UPLOAD_MAX_BYTES"),
        ("a.zip", b"PK\3\4broken", "not a zip"),
    ],
)
def test_what_cannot_be_taken_is_said_and_leaves_no_run(editor, settings, name, data, said):
    settings.UPLOAD_LIMITS = settings.UPLOAD_LIMITS | {"bytes": 2000}
    with pytest.raises(UploadRefused, match=said):
        import_upload([(name, io.BytesIO(data))], editor)
    assert not ImportRun.objects.exists()


def test_an_image_that_did_not_come_along_is_asked_for(editor, example):
    start, end = example.index(b"coverImage:"), example.index(b"ai:")
    text = example[:start] + b"coverImage:\n  raw: a.jpg\n" + example[end:]
    import_upload([("crane.md", io.BytesIO(text))], editor)
    held = QuarantinedFile.objects.get()
    assert held.problems[0]["code"] == "cover-missing"
    retry(held, held.state_hash, text + b"\n", editor)
    (problem,) = QuarantinedFile.objects.get().attempt_problems
    assert "upload both in one zip" in problem["message"]


@pytest.mark.parametrize("name", ["../../crane.md", "C:\\in\\crane.md", "/etc/crane.md"])
def test_only_the_last_part_of_a_name_counts(editor, example, name):
    import_upload([(name, io.BytesIO(example))], editor)
    assert OriginalFile.objects.get().path == "crane.md"


def test_several_files_are_one_run(editor, example):
    other = re.sub(rb"(?m)^(externalId|slug|aliases):.*\n", b"", example)
    files = [("one.en.md", io.BytesIO(example)), ("two.en.md", io.BytesIO(other))]
    run = import_upload(files, editor)
    assert (run.created, run.origin) == (2, "one.en.md and 1 more")
    assert set(OriginalFile.objects.values_list("path", flat=True)) == {"one.en.md", "two.en.md"}


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (("in.zip", b"PK\3\4"), "Choose one zip"),
        (("one.en.md", b"---\n"), "called “one.en.md”"),
        (("a.pdf", b"%PDF"), "Choose a Markdown file"),
    ],
)
def test_several_files_are_refused_whole(editor, example, second, said):
    files = [("one.en.md", io.BytesIO(example)), (second[0], io.BytesIO(second[1]))]
    with pytest.raises(UploadRefused, match=said):
        import_upload(files, editor)
    assert not ImportRun.objects.exists()
