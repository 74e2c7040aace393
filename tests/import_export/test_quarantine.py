"""What an editor mends stays mended, and what they type is never lost."""

import pytest

from articles.import_export.exceptions import QuarantineChanged
from articles.import_export.quarantine import discard, retry, retry_many, save_attempt
from articles.models import Article, AuditEntry, ImportRun, OriginalFile, QuarantinedFile

pytestmark = pytest.mark.django_db

BAD = b"---\r\ntitle: Crane\r\nlang: xx\r\npublishedAt: 2026-11-10T08:00:00Z\r\n---\r\nText.\r\n"
GOOD = BAD.replace(b"xx", b"en")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "crane.md").write_bytes(BAD)
    return tmp_path


@pytest.fixture
def held(folder, import_files) -> QuarantinedFile:
    import_files(folder)
    return QuarantinedFile.objects.get()


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


def test_a_mended_file_is_an_article_and_its_bad_bytes_say_nothing_new(
    held, editor, folder, import_files
):
    tried = retry(held, held.state_hash, GOOD, editor)
    assert (tried.run.created, tried.run.by, tried.run.state) == (1, editor, "finished")
    assert tried.result.stored.article == Article.objects.get()
    assert not QuarantinedFile.objects.exists()
    original = OriginalFile.objects.get()
    assert bytes(original.data) == GOOD
    assert original.mended_sha256 == held.sha256

    for _ in range(2):
        run = import_files(folder)
        assert (run.unchanged, run.quarantined) == (1, 0)
    assert Article.objects.get().title == "Crane"


def test_a_new_file_ends_what_was_mended(held, editor, folder, import_files):
    retry(held, held.state_hash, GOOD, editor)
    (folder / "crane.md").write_bytes(GOOD.replace(b"Text", b"News"))
    assert import_files(folder).updated == 1
    (folder / "crane.md").write_bytes(BAD.replace(b"Text", b"Other"))
    assert import_files(folder).quarantined == 1


def test_mended_back_to_what_was_imported_before_is_remembered_too(folder, import_files, editor):
    (folder / "crane.md").write_bytes(GOOD)
    import_files(folder)
    (folder / "crane.md").write_bytes(BAD)
    import_files(folder)
    held = QuarantinedFile.objects.get()
    assert retry(held, held.state_hash, GOOD, editor).run.unchanged == 1
    run = import_files(folder)
    assert (run.unchanged, run.quarantined) == (1, 0)


def test_what_is_still_bad_is_kept_beside_the_file(held, editor, folder, import_files):
    typed = BAD.replace(b"xx", b"yy")
    tried = retry(held, held.state_hash, typed, editor)
    assert tried.run.quarantined == 1
    now = QuarantinedFile.objects.get()
    assert (now.pk, bytes(now.data), now.sha256) == (held.pk, BAD, held.sha256)
    assert now.current_document == typed
    assert now.current_problems[0]["value"] == "yy"

    # The same file again does not overwrite what was typed.
    import_files(folder)
    now = QuarantinedFile.objects.get()
    assert (now.current_document, now.changed_since_attempt) == (typed, False)
    assert now.current_problems[0]["value"] == "yy"
    # Another one does not either, and is told.
    (folder / "crane.md").write_bytes(BAD + b"More.\r\n")
    import_files(folder)
    now = QuarantinedFile.objects.get()
    assert (now.current_document, now.changed_since_attempt) == (typed, True)

    retry(now, now.state_hash, GOOD, editor)
    assert import_files(folder).unchanged == 1


def test_the_text_as_it_came_takes_the_attempt_away(held, editor):
    retry(held, held.state_hash, BAD + b"typed", editor)
    now = QuarantinedFile.objects.get()
    retry(now, now.state_hash, BAD, editor)
    assert QuarantinedFile.objects.get().attempt is None


def test_who_is_second_writes_nothing_and_leaves_no_run(held, editor):
    opened = held.state_hash
    retry(held, opened, BAD + b"theirs", editor)
    runs = ImportRun.objects.count()
    for late in (
        lambda: retry(held, opened, GOOD, editor),
        lambda: save_attempt(held, opened, GOOD, editor),
    ):
        with pytest.raises(QuarantineChanged):
            late()
    assert QuarantinedFile.objects.get().current_document == BAD + b"theirs"
    assert ImportRun.objects.count() == runs
    assert not Article.objects.exists()

    QuarantinedFile.objects.all().delete()
    with pytest.raises(QuarantineChanged):
        retry(held, opened, GOOD, editor)


def test_what_is_kept_for_later_knows_its_problems(held, editor):
    save_attempt(held, held.state_hash, BAD.replace(b"xx", b"zz"), editor)
    now = QuarantinedFile.objects.get()
    assert [problem["value"] for problem in now.current_problems] == ["zz"]
    save_attempt(now, now.state_hash, GOOD, editor)
    assert QuarantinedFile.objects.get().current_problems == []


def test_all_are_tried_again_with_what_was_mended(held, editor, folder, import_files):
    (folder / "other.md").write_bytes(b"no fence")
    import_files(folder)
    save_attempt(held, QuarantinedFile.objects.get(pk=held.pk).state_hash, GOOD, editor)
    run = retry_many(QuarantinedFile.objects.all(), editor)
    assert (run.created, run.quarantined) == (1, 1)
    assert QuarantinedFile.objects.get().attempt is None
    assert import_files(folder).unchanged == 1


def test_without_bytes_the_disk_is_read_again_and_an_upload_is_left(held, editor, folder):
    QuarantinedFile.objects.update(data=None, sha256="")
    (folder / "crane.md").write_bytes(GOOD)
    gone = QuarantinedFile.objects.create(path="crane.md", problems=[])
    run = retry_many(QuarantinedFile.objects.all(), editor)
    assert run.created == 1
    assert QuarantinedFile.objects.get() == gone
    assert retry_many(QuarantinedFile.objects.all(), editor) is None


def entries() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("action", "actor_name", "detail__path"))


def test_mending_and_releasing_a_file_is_on_record(held, editor):
    name = editor.get_username()
    save_attempt(held, held.state_hash, BAD + b"More.", editor)
    held.refresh_from_db()
    retry(held, held.state_hash, BAD + b"Other.", editor)
    held.refresh_from_db()
    retry(held, held.state_hash, GOOD, editor)
    assert entries() == [
        ("mend_file", name, "crane.md"),
        ("retry_file", name, "crane.md"),
        ("release_file", name, "crane.md"),
    ]
    release = AuditEntry.objects.get(action="release_file")
    assert (release.article, release.title) == (Article.objects.get(), "Crane")
    assert release.detail["run"] == ImportRun.objects.first().pk


def test_each_of_many_retried_files_is_on_record(held, folder, import_files, editor):
    (folder / "quay.md").write_bytes(BAD)
    import_files(folder)
    retry_many(QuarantinedFile.objects.all(), editor)
    assert sorted(path for act, _who, path in entries() if act == "retry_file") == [
        "crane.md", "quay.md",
    ]  # fmt: skip


def test_a_discarded_file_is_on_record(held, editor):
    discard(QuarantinedFile.objects.all(), editor)
    assert not QuarantinedFile.objects.exists()
    assert entries() == [("discard_file", editor.get_username(), "crane.md")]


def test_imports_alone_leave_nothing_in_the_audit_log(held, folder, import_files):
    (folder / "crane.md").write_bytes(GOOD)
    import_files(folder)
    assert not QuarantinedFile.objects.exists()
    assert entries() == []


def test_an_entry_is_written_with_its_change_or_not_at_all(held, editor, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(AuditEntry, "record", fail)
    monkeypatch.setattr(AuditEntry, "record_each", fail)
    for change in (
        lambda: save_attempt(held, held.state_hash, GOOD, editor),
        lambda: discard([held], editor),
        lambda: retry(held, held.state_hash, GOOD, editor),
    ):
        with pytest.raises(RuntimeError):
            change()
        assert not Article.objects.exists()
        assert QuarantinedFile.objects.get(path="crane.md").attempt is None
