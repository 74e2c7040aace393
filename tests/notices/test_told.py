"""What is told, and that nothing is told of what did not happen."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from articles.import_export import importer
from articles.import_export.file_writer import FileWriter
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.import_export.run_log import RunLog
from articles.models import Article, ImportRun, Notice, PendingRevision, Source
from articles.models.editable_values import edited
from articles.models.pending_revision import publish_due
from articles.models.queued_task import QueuedTask
from articles.notices.mails import mail_notices
from articles.operations.tasks import queue
from tests.operations.tasks import example_tasks

pytestmark = pytest.mark.django_db

Event = Notice.Event


def told() -> list[tuple]:
    """The event, the number and the title of each."""
    return list(Notice.objects.order_by("pk").values_list("event", "count", "title"))


class TestReview:
    def test_a_submitted_story_is_told(self, make_article, make_user):
        article, writer = make_article(status="draft"), make_user("Writers")
        article.submit(writer)
        notice = Notice.objects.get()
        assert (notice.event, notice.article, notice.by) == (Event.REVIEW_WAITING, article, writer)

    def test_nothing_is_told_of_what_is_rolled_back(self, make_article):
        article = make_article(status="draft")
        with transaction.atomic():
            article.submit(None)
            transaction.set_rollback(True)
        assert told() == []

    def test_other_steps_are_not_told(self, make_article):
        article = make_article(status="in_review")
        article.publish(None)
        article.unpublish(None)
        assert told() == []


class TestImports:
    @pytest.fixture
    def folder(self, tmp_path, example):
        """Three stories of one source."""
        for number in range(3):
            text = example.replace(b"'00417'", b"'9%d'" % number)
            (tmp_path / f"story-{number}.en.md").write_bytes(text)
        return tmp_path

    def test_an_import_is_one_notice_however_many_stories_wait(self, folder, import_files):
        Source.objects.create(key="tidewater", name="T", kind="RSS", trust="review")
        run = import_files(folder)
        assert set(Article.objects.values_list("status", flat=True)) == {"in_review"}
        assert told() == [(Event.REVIEW_WAITING, 3, "test")]
        assert Notice.objects.get().run == run

    def test_so_are_the_changes_that_wait_beside_published_stories(self, folder, import_files):
        import_files(folder)
        assert told() == []
        Source.objects.update(trust="review")
        for file in folder.iterdir():
            file.write_bytes(file.read_bytes().replace(b"Report", b"Study"))
        import_files(folder)
        assert told() == [(Event.REVIEW_WAITING, 3, "test")]

    def test_refused_files_are_told_once(self, tmp_path, import_files):
        (tmp_path / "bad.en.md").write_bytes(b"No fence.")
        import_files(tmp_path)
        assert told() == [(Event.IMPORT_FAILED, 1, "test")]
        import_files(tmp_path)
        assert len(told()) == 1, "every night the same file would be told again"
        (tmp_path / "worse.en.md").write_bytes(b"No fence.")
        import_files(tmp_path)
        assert len(told()) == 2

    def test_a_dry_run_tells_nothing(self, tmp_path, import_files):
        (tmp_path / "bad.en.md").write_bytes(b"No fence.")
        import_files(tmp_path, dry_run=True)
        assert told() == []

    def test_an_import_that_stops_is_told_with_the_reason(self, db):
        def breaks():
            raise ValueError("the disk is gone")
            yield

        with pytest.raises(ValueError, match="disk"):
            run_import(breaks(), import_options("nightly", workers=0, roots=[]))
        notice = Notice.objects.get()
        assert (notice.event, notice.title) == (Event.IMPORT_FAILED, "nightly")
        assert notice.reason == "An error ended it."

    def test_one_that_was_killed_is_told_by_the_next(self, tmp_path, import_files):
        ImportRun.objects.create(origin="killed")
        import_files(tmp_path)
        assert told() == [(Event.IMPORT_FAILED, 1, "killed")]

    @pytest.mark.parametrize("is_killed", [True, False])
    def test_stories_of_an_import_that_ended_too_early_are_told(
        self, folder, import_files, monkeypatch, is_killed
    ):
        """The next run finds their files unchanged, and would never speak of them."""
        Source.objects.create(key="tidewater", name="T", kind="RSS", trust="review")
        monkeypatch.setattr(importer, "BATCH", 2)
        with monkeypatch.context() as broken:
            write, batches = FileWriter.write, []

            def dies(self, batch):
                if batches:
                    raise KeyboardInterrupt
                batches.append(batch)
                write(self, batch)

            broken.setattr(FileWriter, "write", dies)
            if is_killed:
                broken.setattr(RunLog, "stop", lambda self, reason: None)
            with pytest.raises(KeyboardInterrupt):
                import_files(folder)
        assert len(told()) == (0 if is_killed else 2)
        import_files(folder)
        assert told() == [
            (Event.IMPORT_FAILED, 1, "test"), (Event.REVIEW_WAITING, 2, "test"),
            (Event.REVIEW_WAITING, 1, "test"),
        ]  # fmt: skip

    def test_a_story_with_two_files_is_one(self, folder, import_files, monkeypatch):
        Source.objects.create(key="tidewater", name="T", kind="RSS", trust="review")
        monkeypatch.setattr(importer, "BATCH", 1)
        document = (folder / "story-0.en.md").read_bytes()
        newer = document.replace(b"T09:02:44", b"T19:02:44")
        (folder / "story-0-again.en.md").write_bytes(document)
        (folder / "story-0.en.md").write_bytes(newer)
        import_files(folder)
        assert told() == [(Event.REVIEW_WAITING, 3, "test"), (Event.IMPORT_FAILED, 1, "test")]


class TestTasks:
    def fail(self) -> QueuedTask:
        row = queue.claim("w", QueuedTask.objects.all())
        assert queue.fail(row, "builtins.ValueError", "…\nbuiltins.ValueError: too late")
        return row

    def test_one_that_failed_for_good_is_told(self):
        example_tasks.fail.enqueue("a")
        row = self.fail()
        notice = Notice.objects.get()
        assert (notice.event, str(notice.task)) == (Event.TASK_FAILED, str(row.pk))

    def test_one_that_is_tried_again_is_not(self):
        example_tasks.fail.enqueue("a")
        row = queue.claim("w", QueuedTask.objects.all())
        queue.try_later(row, "builtins.ValueError", "")
        assert told() == []

    def test_a_mail_that_fails_makes_no_mail(self):
        mail_notices.enqueue(1, [1])
        self.fail()
        assert told() == []


class TestUpdates:
    @pytest.fixture
    def pending(self, make_article, make_user):
        """The changes of an editor, due a minute ago."""
        live = Article.objects.for_revision().get(pk=make_article().pk)
        values = edited(live) | {"title": "New title"}
        past = timezone.now() - dt.timedelta(minutes=1)
        return PendingRevision.hold(live, values, make_user("Editors", "ada"), due_at=past)

    def test_a_published_update_is_told_to_who_wrote_it(self, pending):
        publish_due()
        notice = Notice.objects.get()
        assert (notice.event, notice.person, notice.by) == (
            Event.UPDATE_PUBLISHED,
            pending.author,
            None,
        )

    def test_one_that_could_not_be_published_is_told_with_the_reason(self, pending):
        pending.article.unpublish(None)
        publish_due()
        notice = Notice.objects.get()
        assert (notice.event, notice.person) == (Event.UPDATE_STOPPED, pending.author)
        assert notice.reason == "The story is not published any more."
