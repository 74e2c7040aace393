"""Quarantined files: refused by an import, and kept with their bytes until they are accepted."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.import_run import ImportRun


class QuarantinedFile(models.Model):
    """A refused file. It is deleted when a file with its root and path is accepted.

    `data` has the bytes of the file. `attempt` has what an editor made of them, in a column of
    its own, so that another import of the file does not overwrite it.
    """

    root = models.CharField(_("import folder"), max_length=500, blank=True)
    path = models.CharField(_("path"), max_length=1000)
    # None: too large to keep, or unreadable.
    data = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # None: no editor changed the file yet. `attempt_problems` are those of the attempt;
    # `attempt_of` is the hash of the `data` that it was made from.
    attempt = models.BinaryField(null=True, editable=False)
    attempt_problems = models.JSONField(default=list, editable=False)
    attempt_of = models.CharField(max_length=64, blank=True, editable=False)
    # [{"code", "message", "line", "column", "key", "value", "hint"}], in the order of the file.
    problems = models.JSONField(_("problems"), default=list)
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("import"),
    )
    first_at = models.DateTimeField(_("since"), auto_now_add=True)
    last_at = models.DateTimeField(_("last tried"), auto_now=True)

    class Meta:
        ordering = ["-last_at", "-id"]
        verbose_name = _("refused file")
        verbose_name_plural = _("refused files")
        constraints = [
            models.UniqueConstraint(fields=["root", "path"], name="quarantined_once"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def current_document(self) -> bytes | None:
        """The bytes to edit: the attempt, or else the file's. None when neither is stored."""
        document = self.data if self.attempt is None else self.attempt
        return None if document is None else bytes(document)

    @property
    def current_problems(self) -> list[dict[str, object]]:
        """The problems of `current_document`, as JSON."""
        problems = self.problems if self.attempt is None else self.attempt_problems
        return list(problems)

    @property
    def changed_since_attempt(self) -> bool:
        """Whether the file changed after an editor made the attempt."""
        return self.attempt is not None and self.attempt_of != self.sha256

    @property
    def state_hash(self) -> str:
        """A hash of everything that an editor sees of the file, by which forms notice a change."""
        attempt = b"" if self.attempt is None else b"mended:" + bytes(self.attempt)
        return hashlib.sha256(self.sha256.encode() + attempt).hexdigest()
