"""Fields that a file and an editor both changed, until an editor decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.import_run import ImportRun


class ImportConflict(models.Model):
    """One field of one article. Until it is decided the article keeps the editor's value.

    The three values are JSON in the form of the file contract: `base` of the file at the import
    before, `theirs` of the file now, `ours` of the article when the conflict arose.
    """

    class Choice(models.TextChoices):
        """The value that was decided for; agreed when both sides became equal."""

        OURS = "ours", pgettext_lazy("conflict", "The desk's")
        THEIRS = "theirs", pgettext_lazy("conflict", "The file's")
        AGREED = "agreed", pgettext_lazy("conflict", "Both said the same in the end")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="conflicts"
    )
    field = models.CharField(_("field"), max_length=30)
    base = models.JSONField(_("the file, before"), null=True)
    theirs = models.JSONField(_("the file, now"), null=True)
    ours = models.JSONField(_("the desk"), null=True)
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("import"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    choice = models.CharField(_("decision"), max_length=10, choices=Choice.choices, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("conflict with a file")
        verbose_name_plural = _("conflicts with files")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "field"],
                condition=models.Q(choice=""),
                name="one_open_conflict_a_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.field}"
