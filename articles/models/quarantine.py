"""Files that were refused, kept with their bytes until somebody mends them."""

import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.import_run import ImportRun


class QuarantinedFile(models.Model):
    """A refused file. It is let go when a file of that path is accepted.

    `data` is as it came. What an editor makes of it stands beside it in `attempt`, where no
    import that brings the file again overwrites it.
    """

    root = models.CharField(_("import folder"), max_length=500, blank=True)
    path = models.CharField(_("path"), max_length=1000)
    # None: too large to keep, or not readable.
    data = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # None: nobody mended it yet. Its problems are its own; the digest is that of the `data` that
    # it was made from.
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
        verbose_name = _("file that could not be read")
        verbose_name_plural = _("files that could not be read")
        constraints = [
            models.UniqueConstraint(fields=["root", "path"], name="quarantined_once"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def shown(self) -> bytes | None:
        """The bytes to mend: an editor's, or as they came. None: there are none to show."""
        kept = self.data if self.attempt is None else self.attempt
        return None if kept is None else bytes(kept)

    @property
    def shown_problems(self) -> list[dict[str, Any]]:
        """What is wrong with `shown`."""
        problems = self.problems if self.attempt is None else self.attempt_problems
        return list(problems)

    @property
    def came_again(self) -> bool:
        """The file changed after an editor began to mend it."""
        return self.attempt is not None and self.attempt_of != self.sha256

    @property
    def edition(self) -> str:
        """Changes with everything that an editor sees of the file; for forms."""
        attempt = b"" if self.attempt is None else b"mended:" + bytes(self.attempt)
        return hashlib.sha256(self.sha256.encode() + attempt).hexdigest()
