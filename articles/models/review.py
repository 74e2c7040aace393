"""Approvals of machine-made texts by people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Roles of ours, as readers know them; others are called what the site calls them.
_ROLES = {
    "Writers": _("a writer"),
    "Editors": _("an editor"),
    "Administrators": _("an editor"),
}


class Review(models.Model):
    """One approval of the text with this hash by a person; never changed.

    It counts while the article has that text. `accepted` are the claims, as written, that the
    reviewer was shown as unsupported by the source and let stand.
    """

    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="reviews",
        verbose_name=_("story"),
    )
    text_hash = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    # A copy, for when the person is gone.
    by_name = models.CharField(max_length=150, blank=True)
    # For readers, as they were at the approval: the person's own name, and the name of the role.
    full_name = models.CharField(max_length=301, blank=True)
    role = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    accepted = models.JSONField(_("claims that were accepted"), default=list, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [models.Index(fields=["article", "-id"], name="reviews_of_article")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text_hash=""), name="review_of_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def shown_by(self) -> str:
        """The words that tell readers who approved: the role, or the person's own name where
        settings.REVIEWER_SHOWN is “name”; never the name of the account."""
        if settings.REVIEWER_SHOWN == "name" and self.full_name:
            return self.full_name
        return str(_ROLES.get(self.role, self.role or _("a person of the newsroom")))
