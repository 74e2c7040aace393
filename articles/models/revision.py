"""The documents of an article before each of its changes, with who and why."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.workflow import Status


class RevisionQuerySet(models.QuerySet[Any]):
    """Chainable queries of the documents that were kept before each change."""

    def of_published(self) -> Self:
        """Documents of articles as they stood while published: readers may know their address."""
        return self.filter(status=Status.PUBLISHED)


class Revision(models.Model):
    """A document as it stood before a change.

    `front_matter` is the mapping of the file contract, `body` the Markdown: together the whole
    article, in the form of `articles.front_matter.snapshot`.
    """

    class Action(models.TextChoices):
        """The change that this revision was kept before."""

        EDIT = "edit", pgettext_lazy("history", "Edited")
        REVERT = "revert", pgettext_lazy("history", "An earlier text restored")
        APPROVE = "approve", pgettext_lazy("history", "Text approved")
        IMPORT = "import", pgettext_lazy("history", "Imported again")
        SUBMIT = "submit", pgettext_lazy("history", "Submitted for review")
        SEND_BACK = "send_back", pgettext_lazy("history", "Sent back")
        PUBLISH = "publish", pgettext_lazy("history", "Published")
        UNPUBLISH = "unpublish", pgettext_lazy("history", "Unpublished")
        RETRACT = "retract", pgettext_lazy("history", "Retracted")
        RESTORE = "restore", pgettext_lazy("history", "Restored as a draft")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="revisions"
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    action = models.CharField(_("what"), max_length=20, choices=Action.choices)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    status = models.CharField(_("state before"), max_length=12)
    front_matter = models.JSONField(_("front matter before"))
    body = models.TextField(_("text before"), blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [models.Index(fields=["article", "-id"], name="revisions_of_article")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    action__in=[
                        "edit",
                        "revert",
                        "approve",
                        "import",
                        "submit",
                        "send_back",
                        "publish",
                        "unpublish",
                        "retract",
                        "restore",
                    ]
                ),
                name="revision_action_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.created_at:%Y-%m-%d %H:%M}"
