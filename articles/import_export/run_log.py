"""The run log: counts, notes and quarantined files of one import, written with its batches."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from articles.front_matter.mojibake import Repair
from articles.front_matter.problems import Problem
from articles.import_export.read_file import IncomingFile, RefusedFile, UnchangedFile, sha256_of
from articles.import_export.store import StoredArticle, StoreOutcome
from articles.lib.characters import without_forbidden
from articles.lib.disk_names import both_forms, composed
from articles.lib.graphemes import clip, clip_start
from articles.models import Article, AuditEntry, ImportNote, ImportRun, Notice, QuarantinedFile
from articles.workflow import Status

Kind = ImportNote.NoteKind


class RunLog:
    """Collects the log of one run.

    Call `save()` in the transaction that writes the files which were added since the last call.
    """

    def __init__(
        self,
        origin: str,
        kind: ImportRun.RunKind = ImportRun.RunKind.COMMAND,
        by: User | None = None,
    ) -> None:
        # The lock is held, so a run that still counts as running was killed.
        remark = gettext("The process ended. Import again: what is missing will be added.")
        running = ImportRun.objects.filter(state=ImportRun.State.RUNNING)
        for killed in running.exclude(kind=ImportRun.RunKind.INGEST):
            _end(killed, ImportRun.State.STOPPED, remark)
        self.run = ImportRun.objects.create(
            kind=kind, origin=without_forbidden(origin)[:1000], by=by
        )
        if kind == ImportRun.RunKind.UPLOAD:
            # What a person brings to readers is in the audit log, also if the process is killed.
            AuditEntry.record("upload_files", by, name=self.run.origin, run=self.run.pk)
        self._counts: Counter[str] = Counter()
        self._notes: list[ImportNote] = []
        self._refused: list[QuarantinedFile] = []
        # Documents that an editor mended, and that have problems still.
        self._attempts: list[QuarantinedFile] = []
        self._accepted: list[tuple[str, str]] = []
        # (action, root, path, article) of files that a person tried again, for the audit log.
        self._audited: list[tuple[str, str, str, Article | None]] = []
        # Ids of articles that wait for review by this run.
        self._to_review: set[int] = set()
        # Mostly it is, and then no batch needs to look for files to release.
        self.quarantine_is_empty = not QuarantinedFile.objects.exists()

    def add_passed_over(self) -> None:
        """Count a file that is not taken for an article."""
        self._counts["passed_over"] += 1

    def add_refused(self, refused: RefusedFile) -> None:
        """Count a refused file, note its problems, and put it into quarantine."""
        self.quarantine_is_empty = False
        self._counts["quarantined"] += 1
        for problem in refused.problems:
            self._notes.append(self._problem_note(refused, problem))
        files = self._attempts if refused.mended_sha256 else self._refused
        files.append(self._quarantined_file(refused))
        self._audit("retry_file", refused.root, refused.path)

    def take_back(self, outcome: str) -> None:
        """Uncount a file that an earlier batch stored with this outcome: it is refused by now."""
        self._counts[outcome] -= 1

    def add_unchanged(self, file: UnchangedFile) -> None:
        """Count a file whose bytes were imported before, and release it from quarantine."""
        self._counts["unchanged"] += 1
        self._accept(file.root, file.path)
        self._audit("release_file", file.root, file.path)

    def add_imported(self, incoming: IncomingFile, stored: StoredArticle) -> None:
        """Count a stored file, note what an editor may want to know, and release it."""
        self._counts[stored.outcome] += 1
        self._accept(incoming.root, incoming.path)
        self._audit("release_file", incoming.root, incoming.path, stored.article)
        if stored.outcome == StoreOutcome.UNCHANGED:
            return
        for repair in incoming.repairs:
            self._note(Kind.REPAIRED, incoming, stored, repair.key, _shortened(repair))
        self._counts["repaired"] += bool(incoming.repairs)
        if stored.waiting:
            self._note(Kind.WAITING, incoming, stored, value=", ".join(stored.waiting))
        article = stored.article
        if article and (stored.waiting or article.status == Status.IN_REVIEW):
            # Each once, however many files of the run are about it.
            self._counts["to_review"] += article.pk not in self._to_review
            self._to_review.add(article.pk)
        for conflict in stored.conflicts:
            self._note(Kind.CONFLICT, incoming, stored, conflict.field)
        self._counts["conflicted"] += bool(stored.conflicts)
        if stored.old_url:
            self._note(Kind.MOVED, incoming, stored, "slug", stored.old_url)
        self._counts["moved"] += bool(stored.old_url)
        for warning in incoming.warnings:
            self._notes.append(
                ImportNote(
                    run=self.run,
                    kind=Kind.TEXT,
                    path=incoming.path,
                    article=stored.article,
                    line=warning.line,
                    code=f"body-{warning.code}",
                    value=warning.shown,
                    reason=warning.reason,
                    hint=warning.places,
                )
            )
        for alias in stored.untaken_aliases:
            self._note(Kind.ALIAS, incoming, stored, "aliases", alias.path, alias.reason)

    def add_vanished(self, path: str, article_id: int, unpublished: bool) -> None:
        """Count and note the file of an earlier import that is gone."""
        self._counts["vanished"] += 1
        reason = gettext("taken down") if unpublished else ""
        self._notes.append(
            ImportNote(
                run=self.run, kind=Kind.VANISHED, path=path, article_id=article_id, reason=reason
            )
        )

    def save(self) -> None:
        """Write everything that was added since the last call."""
        ImportNote.objects.bulk_create(self._notes)
        for files, columns in (
            (self._refused, ["data", "sha256", "problems"]),
            (self._attempts, ["attempt", "attempt_problems", "attempt_of"]),
        ):
            # One row of each: PostgreSQL updates none twice in a statement.
            by_path = {(file.root, file.path): file for file in files}
            QuarantinedFile.objects.bulk_create(
                list(by_path.values()),
                update_conflicts=True,
                unique_fields=["root", "path"],
                update_fields=[*columns, "run", "last_at"],
            )
        if not self.quarantine_is_empty:
            self._release(self._accepted)
        for action, root, path, article in self._audited:
            AuditEntry.record(action, self.run.by, article, root=root, path=path, run=self.run.pk)
        counts = {name: F(name) + count for name, count in self._counts.items() if count}
        if counts:
            ImportRun.objects.filter(pk=self.run.pk).update(**counts)
        self._counts.clear()
        self._notes, self._refused, self._attempts, self._accepted = [], [], [], []
        self._audited = []

    def finish(self, remark: str = "") -> None:
        """Record that the run came to its end, with notices of it; `remark` is for people."""
        _end(self.run, ImportRun.State.FINISHED, remark)

    def stop(self, reason: str) -> None:
        """Record that the run ended early, where the database can still be written."""
        with suppress(OperationalError):
            _end(self.run, ImportRun.State.STOPPED, reason)

    def _accept(self, root: str, path: str) -> None:
        if not self.quarantine_is_empty:
            self._accepted.append((root, path))

    def _audit(self, action: str, root: str, path: str, article: Article | None = None) -> None:
        # Only a person's retry is an action; an import that brings the file again is not.
        if self.run.kind == ImportRun.RunKind.RETRY:
            self._audited.append((action, root, path, article))

    def _release(self, accepted: Sequence[tuple[str, str]]) -> None:
        paths = both_forms(path for _root, path in accepted)
        files = QuarantinedFile.objects.filter(path__in=paths)
        keys = {(root, composed(path)) for root, path in accepted}
        released = [
            pk
            for root, path, pk in files.values_list("root", "path", "pk")
            if (root, composed(path)) in keys
        ]
        if released:
            QuarantinedFile.objects.filter(pk__in=released).delete()

    def _quarantined_file(self, refused: RefusedFile) -> QuarantinedFile:
        document = refused.document
        problems = [problem.as_json() for problem in refused.problems]
        file = QuarantinedFile(
            root=refused.root,
            path=refused.path,
            data=document,
            sha256="" if document is None else sha256_of(document),
            problems=problems,
            run=self.run,
        )
        if refused.mended_sha256:
            file.attempt, file.attempt_problems = document, problems
            file.attempt_of = refused.mended_sha256
        return file

    def _problem_note(self, refused: RefusedFile, problem: Problem) -> ImportNote:
        return ImportNote.of_problem(
            problem,
            run=self.run,
            kind=Kind.QUARANTINED,
            path=refused.path,
            article_id=refused.article_id,
        )

    def _note(
        self,
        kind: str,
        incoming: IncomingFile,
        stored: StoredArticle,
        key: str = "",
        value: str = "",
        reason: str = "",
    ) -> None:
        self._notes.append(
            ImportNote(
                run=self.run,
                kind=kind,
                path=incoming.path,
                article=stored.article,
                key=key,
                value=clip(value, 200),
                reason=reason,
            )
        )


@transaction.atomic
def _end(run: ImportRun, state: ImportRun.State, remark: str) -> None:
    """Write how the run ended, and notices of it."""
    columns = {"state": state, "remark": clip(remark, 500), "finished_at": timezone.now()}
    ImportRun.objects.filter(pk=run.pk).update(**columns)
    run.refresh_from_db()
    _tell(run)


def _tell(run: ImportRun) -> None:
    """Write notices of the stories that wait since the run, and of what failed: that it ended too
    early, or else files that were not refused before.

    What a person tries again at the desk, that person sees.
    """
    is_stopped = run.state == ImportRun.State.STOPPED
    if is_stopped:
        event = Notice.Event.IMPORT_FAILED
        Notice.tell(event, run=run, title=run.origin, reason=run.remark, by=run.by)
    if run.kind == ImportRun.RunKind.RETRY:
        return
    if run.to_review:
        event = Notice.Event.REVIEW_WAITING
        Notice.tell(event, run=run, title=run.origin, count=run.to_review, by=run.by)
    newly = QuarantinedFile.objects.filter(run=run, first_at__gte=run.started_at)
    if refused := not is_stopped and run.quarantined and newly.count():
        event = Notice.Event.IMPORT_FAILED
        Notice.tell(event, run=run, title=run.origin, count=refused, by=run.by)


def _shortened(repair: Repair) -> str:
    return "…" + clip_start(repair.after, 60) if len(repair.after) > 60 else repair.after
