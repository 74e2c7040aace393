"""The receipt of a run: counts, notes, and the quarantine, written with what they tell of."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from articles.front_matter.mojibake import Repair
from articles.front_matter.problems import Problem
from articles.import_export.read_file import IncomingFile, RefusedFile, UnchangedFile, digest
from articles.import_export.store import StoredArticle, StoreOutcome
from articles.models import Article, AuditEntry, ImportNote, ImportRun, QuarantinedFile

Kind = ImportNote.Kind


class RunLog:
    """One run's. `save()` belongs into the transaction that writes the files it tells of."""

    def __init__(
        self,
        origin: str,
        kind: ImportRun.Kind = ImportRun.Kind.COMMAND,
        by: User | None = None,
    ) -> None:
        # Whoever holds the lock is the only one: a run that still says so was killed.
        dead = ImportRun.objects.filter(state=ImportRun.State.RUNNING)
        dead.update(
            state=ImportRun.State.STOPPED,
            finished_at=timezone.now(),
            remark=gettext("The process ended. Import again: what is missing will be added."),
        )
        self.run = ImportRun.objects.create(kind=kind, origin=origin[:1000], by=by)
        self._counts: Counter[str] = Counter()
        self._notes: list[ImportNote] = []
        self._refused: list[QuarantinedFile] = []
        # What an editor mended, and not enough.
        self._still_bad: list[QuarantinedFile] = []
        self._accepted: list[tuple[str, str]] = []
        # (action, root, path, article) of files that a person tried again, for the audit log.
        self._audited: list[tuple[str, str, str, Article | None]] = []
        # Mostly nothing is, and then nobody asks which of thousands of files is let go.
        self.holds_nothing = not QuarantinedFile.objects.exists()

    def passed_over(self, count: int) -> None:
        """Files of other kinds."""
        self._counts["passed_over"] += count

    def refuse(self, refused: RefusedFile) -> None:
        """A file that went into quarantine."""
        self.holds_nothing = False
        self._counts["quarantined"] += 1
        for problem in refused.problems:
            self._notes.append(self._problem(refused, problem))
        (self._still_bad if refused.mended_sha256 else self._refused).append(self._held(refused))
        self._audit("retry_file", refused.root, refused.path)

    def same(self, same: UnchangedFile) -> None:
        """A file whose bytes were imported before."""
        self._counts["unchanged"] += 1
        self._let_go(same.root, same.path)
        self._audit("release_file", same.root, same.path)

    def accept(self, incoming: IncomingFile, stored: StoredArticle) -> None:
        """A file that is an article now."""
        self._counts[stored.outcome] += 1
        self._let_go(incoming.root, incoming.path)
        self._audit("release_file", incoming.root, incoming.path, stored.article)
        if stored.outcome == StoreOutcome.UNCHANGED:
            return
        for repair in incoming.repairs:
            self._note(Kind.REPAIRED, incoming, stored, repair.key, _shown(repair))
        self._counts["repaired"] += bool(incoming.repairs)
        for conflict in stored.conflicts:
            self._note(Kind.CONFLICT, incoming, stored, conflict.field)
        self._counts["conflicted"] += bool(stored.conflicts)
        if stored.past:
            self._note(Kind.MOVED, incoming, stored, "slug", stored.past)
        self._counts["moved"] += bool(stored.past)

    def vanish(self, path: str, article_id: int, taken_down: bool) -> None:
        """A file of an earlier import that is not there any more."""
        self._counts["vanished"] += 1
        reason = gettext("taken down") if taken_down else ""
        self._notes.append(
            ImportNote(
                run=self.run, kind=Kind.VANISHED, path=path, article_id=article_id, reason=reason
            )
        )

    def save(self) -> None:
        """Write what was told since the last time."""
        ImportNote.objects.bulk_create(self._notes)
        for held, columns in (
            (self._refused, ["data", "sha256", "problems"]),
            (self._still_bad, ["attempt", "attempt_problems", "attempt_of"]),
        ):
            QuarantinedFile.objects.bulk_create(
                held,
                update_conflicts=True,
                unique_fields=["root", "path"],
                update_fields=[*columns, "run", "last_at"],
            )
        if not self.holds_nothing:
            self._release(self._accepted)
        for action, root, path, article in self._audited:
            AuditEntry.record(action, self.run.by, article, root=root, path=path, run=self.run.pk)
        counts = {name: F(name) + count for name, count in self._counts.items() if count}
        if counts:
            ImportRun.objects.filter(pk=self.run.pk).update(**counts)
        self.forget()

    def forget(self) -> None:
        """What was told since the last time did not happen."""
        self._notes, self._refused, self._still_bad, self._accepted = [], [], [], []
        self._audited = []
        self._counts.clear()

    def finish(self, remark: str = "") -> None:
        """The run came to its end."""
        self._end(ImportRun.State.FINISHED, remark)

    def stop(self, why: str) -> None:
        """The run ends early. A database that cannot even keep that is told by the caller."""
        with suppress(OperationalError):
            self._end(ImportRun.State.STOPPED, why)

    def _end(self, state: str, remark: str) -> None:
        runs = ImportRun.objects.filter(pk=self.run.pk)
        runs.update(state=state, remark=remark[:500], finished_at=timezone.now())
        self.run.refresh_from_db()

    def _let_go(self, root: str, path: str) -> None:
        if not self.holds_nothing:
            self._accepted.append((root, path))

    def _audit(self, action: str, root: str, path: str, article: Article | None = None) -> None:
        # Only a person's retry is an action; an import that brings the file again is not.
        if self.run.kind == ImportRun.Kind.RETRY:
            self._audited.append((action, root, path, article))

    def _release(self, accepted: Sequence[tuple[str, str]]) -> None:
        held = QuarantinedFile.objects.filter(path__in=[path for _root, path in accepted])
        rows = held.values_list("root", "path", "pk")
        free = {(root, path): pk for root, path, pk in rows}
        gone = [pk for place, pk in free.items() if place in set(accepted)]
        if gone:
            QuarantinedFile.objects.filter(pk__in=gone).delete()

    def _held(self, refused: RefusedFile) -> QuarantinedFile:
        document = refused.document
        problems = [problem.as_json() for problem in refused.problems]
        held = QuarantinedFile(
            root=refused.root,
            path=refused.path,
            data=document,
            sha256="" if document is None else digest(document),
            problems=problems,
            run=self.run,
        )
        if refused.mended_sha256:
            held.attempt, held.attempt_problems = document, problems
            held.attempt_of = refused.mended_sha256
        return held

    def _problem(self, refused: RefusedFile, problem: Problem) -> ImportNote:
        return ImportNote(
            run=self.run,
            kind=Kind.QUARANTINED,
            path=refused.path,
            article_id=refused.article_id,
            line=problem.line,
            column=problem.column,
            key=problem.key[:200],
            code=problem.code,
            value=problem.value[:200],
            reason=problem.message,
            hint=problem.hint,
        )

    def _note(
        self, kind: str, incoming: IncomingFile, stored: StoredArticle, key: str, value: str = ""
    ) -> None:
        self._notes.append(
            ImportNote(
                run=self.run,
                kind=kind,
                path=incoming.path,
                article=stored.article,
                key=key,
                value=value[:200],
            )
        )


def _shown(repair: Repair) -> str:
    return "…" + repair.after[-60:] if len(repair.after) > 60 else repair.after
