"""Approvals of machine-made texts by people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.signed_row import SignedRow


class Review(SignedRow):
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
    # A copy, for when the person is gone.
    by_name = models.CharField(max_length=150, blank=True)
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
        """The words that tell readers who approved, by settings.REVIEWER_SHOWN."""
        return self.signer(settings.REVIEWER_SHOWN)
