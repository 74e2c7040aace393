"""Import runs: the counts of each import, and notes about files that people should look at."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.front_matter.problems import Problem

# The columns of ImportRun that count files, in the order of a report.
COUNT_FIELDS = (
    "created",
    "updated",
    "waiting",
    "unchanged",
    "quarantined",
    "conflicted",
    "repaired",
    "moved",
    "vanished",
    "passed_over",
)


class ImportRun(models.Model):
    """One run of the importer, by command, by upload, or from the quarantine; or one that took
    upstream items in.

    Its counts are saved in the same transaction as the files, or items, that they count.
    """

    class State(models.TextChoices):
        """Whether the run is going on, came to its end, or ended early."""

        RUNNING = "running", pgettext_lazy("import", "Running")
        FINISHED = "finished", pgettext_lazy("import", "Finished")
        STOPPED = "stopped", pgettext_lazy("import", "Stopped")

    class RunKind(models.TextChoices):
        """The entrance that the files of a run came through."""

        COMMAND = "command", _("By command")
        UPLOAD = "upload", _("Upload")
        RETRY = "retry", _("Mended at the desk")
        INGEST = "ingest", _("Originals")

    kind = models.CharField(
        _("from where"), max_length=10, choices=RunKind.choices, default=RunKind.COMMAND
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Empty: by command."),
    )
    # The paths that the command was given, the name of the upload, or the quarantined path.
    origin = models.CharField(_("path"), max_length=1000)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    # Files whose changes a person must publish.
    waiting = models.PositiveIntegerField(_("waiting for review"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    quarantined = models.PositiveIntegerField(_("quarantined"), default=0)
    conflicted = models.PositiveIntegerField(_("in conflict"), default=0)
    repaired = models.PositiveIntegerField(_("repaired"), default=0)
    moved = models.PositiveIntegerField(_("moved"), default=0)
    vanished = models.PositiveIntegerField(_("vanished"), default=0)
    passed_over = models.PositiveIntegerField(_("passed over"), default=0)
    # Stories, not files, that wait for a person since the run: people are told when it ends.
    to_review = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["kind", "-id"], name="imports_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="running") & ~models.Q(kind="ingest"),
                name="one_import_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "finished", "stopped"]),
                name="import_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["command", "upload", "retry", "ingest"]),
                name="import_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.origin}"

    def counts(self) -> dict[str, int]:
        """The counts by name, in the order of COUNT_FIELDS."""
        return {name: getattr(self, name) for name in COUNT_FIELDS}


class ImportNote(models.Model):
    """A note about one file of a run: a problem, conflict, repair, move, changes that wait, an old
    address that it did not get, or that it is gone."""

    class NoteKind(models.TextChoices):
        """The kinds of notes; of problems there may be several for a file."""

        QUARANTINED = "quarantined", pgettext_lazy("import", "Refused")
        WAITING = "waiting", pgettext_lazy("import", "Waits for review")
        CONFLICT = "conflict", pgettext_lazy("import", "Conflict")
        REPAIRED = "repaired", pgettext_lazy("import", "Repaired")
        MOVED = "moved", pgettext_lazy("import", "Moved")
        VANISHED = "vanished", pgettext_lazy("import", "File gone")
        ALIAS = "alias", pgettext_lazy("import", "Old address not taken")
        TEXT = "text", pgettext_lazy("import", "To look at")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind.choices)
    path = models.CharField(_("file"), max_length=1000)
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("story"),
    )
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    column = models.PositiveIntegerField(_("column"), null=True, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True)
    code = models.CharField(_("code"), max_length=50, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    hint = models.TextField(_("hint"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("note of an import")
        verbose_name_plural = _("notes of imports")
        indexes = [models.Index(fields=["run", "kind", "id"], name="notes_of_a_run")]

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.path}{place}: {self.code or self.kind}"

    @classmethod
    def of_problem(cls, problem: Problem, **columns: Any) -> Self:
        """The note that tells `problem` of a file, not saved; `columns` are those of the file."""
        return cls(
            line=problem.line,
            column=problem.column,
            key=problem.key[:200],
            code=problem.code,
            value=problem.value[:200],
            reason=problem.message,
            hint=problem.hint,
            **columns,
        )

    def as_json(self) -> dict[str, object]:
        """The note for the command's `--format json`, without empty columns."""
        names = ("kind", "path", "line", "column", "key", "code", "value", "reason", "hint")
        values = {name: value for name in names if (value := getattr(self, name)) not in ("", None)}
        return values | ({"article": self.article_id} if self.article_id else {})
