"""Corrections and other notes to readers, written after publication."""

from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.lib import public_keys
from articles.models.moment_column import MomentColumn
from articles.models.public_row import PublicRow
from articles.models.signed_row import SignedRow
from articles.models.standing import Standing
from articles.models.text_fields import CHOOSE, LinesField
from articles.querysets import CorrectionQuerySet


class Correction(SignedRow, PublicRow):
    """A note to readers about one article, shown wherever the article is.

    Editors write corrections, clarifications and updates. A retraction is written by
    `Article.retract()` and removed by `Article.restore()`: an article has one exactly while it is
    retracted. Saving or deleting a note moves the article's `reader_modified_at`.
    """

    class Kind(models.TextChoices):
        """The kinds of notes; editors choose among `WRITTEN`."""

        CORRECTION = "correction", pgettext_lazy("note to readers", "Correction")
        CLARIFICATION = "clarification", pgettext_lazy("note to readers", "Clarification")
        UPDATE = "update", pgettext_lazy("note to readers", "Update")
        RETRACTION = "retraction", pgettext_lazy("note to readers", "Retraction")

    WRITTEN = (Kind.CORRECTION, Kind.CLARIFICATION, Kind.UPDATE)

    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="corrections",
        verbose_name=_("story"),
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, default=Kind.CORRECTION)
    date = MomentColumn(_("when"), default=timezone.now)
    text = LinesField(
        _("text"),
        max_length=2000,
        help_text=_("What was wrong, and what is right. Readers see exactly this."),
    )

    objects = CorrectionQuerySet.as_manager()

    SHOWN = ("article_id", "kind", "date", "text", "full_name", "role")

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [
            models.Index(fields=["-date", "-id"], name="corrections_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="correction_text_given",
                violation_error_message=_("Write what was wrong, and what is right."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["correction", "clarification", "update", "retraction"]
                ),
                name="correction_kind_known",
                violation_error_message=CHOOSE,
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(kind="retraction"),
                name="retracted_once",
                violation_error_message=_("The story is retracted already. Restore it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the note, and date the article as changed for readers."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.article.touch_for_readers()

    def delete(
        self, using: str | None = None, keep_parents: bool = False
    ) -> tuple[int, dict[str, int]]:
        """Delete the note, and date the article as changed for readers."""
        with transaction.atomic():
            done = super().delete(using, keep_parents)
            self.article.touch_for_readers()
        return done

    @property
    def shown_by(self) -> str:
        """The words that tell readers who wrote the note, by settings.CORRECTOR_SHOWN; empty where
        they are told nothing, or nobody knows."""
        is_known = self.by_id or self.full_name or self.role
        if not settings.CORRECTOR_SHOWN or not is_known:
            return ""
        return self.signer(settings.CORRECTOR_SHOWN)

    @property
    def shown_name(self) -> str:
        """The own name of who wrote the note, where readers are told names; else empty."""
        return self.full_name if settings.CORRECTOR_SHOWN == "name" else ""

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The article and the list of corrections in its language, where readers see the article.

        Feeds tell of a retraction in every list of the article.
        """
        if standing := Standing.of(self.article):
            yield public_keys.article(standing.pk)
            yield public_keys.corrections(standing.lang)
            if self.kind == self.Kind.RETRACTION:
                yield from standing.lists()

    def clean(self) -> None:
        """Refuse a date that is still ahead, in forms: a note is about the past."""
        if self.date and self.date > timezone.now():
            raise ValidationError({"date": _("This time is still ahead.")})
