"""Proposals of a language model, before a person takes or declines them."""

import datetime as dt
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.lib.graphemes import clip
from articles.models.model_call import MONEY_DIGITS, MONEY_PLACES, ModelCall, ModelJob
from articles.models.prompt import Prompt


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """The suggestions of each stage."""

    def undecided(self) -> Self:
        """Suggestions that a person may accept or decline now."""
        return self.filter(state=Suggestion.SuggestionState.OPEN)

    def current(self) -> Self:
        """Suggestions that are being made, or wait for a person."""
        return self.filter(state__in=CURRENT)


class Suggestion(models.Model):
    """A text that a model proposes for an original, or for an article.

    It is `WAITING` until a task has asked the model. Of an original there is one at most that waits
    or is open, for each job and language. `purpose` tells a text that a person asked for again from
    the one before. `article` is the article that it is for, or became by being accepted.
    """

    class SuggestionState(models.TextChoices):
        """The states between the wish of a person and the decision of one."""

        WAITING = "waiting", pgettext_lazy("suggestion", "Being written")
        OPEN = "open", pgettext_lazy("suggestion", "To decide")
        ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
        DECLINED = "declined", pgettext_lazy("suggestion", "Declined")
        FAILED = "failed", pgettext_lazy("suggestion", "Failed")

    job = models.CharField(_("job"), max_length=20, choices=ModelJob.choices)
    lang = models.CharField(_("language"), max_length=12)
    item = models.ForeignKey(
        "articles.UpstreamItem",
        on_delete=models.CASCADE,
        null=True,
        related_name="suggestions",
        verbose_name=_("original"),
    )
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.SET_NULL,
        null=True,
        related_name="suggestions",
        verbose_name=_("story"),
    )
    purpose = models.CharField(max_length=50, blank=True)
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, null=True, related_name="+")
    # 0 for the prompt that comes with Newsroom.
    prompt_version = models.PositiveIntegerField(_("version of the prompt"), default=0)
    model_name = models.CharField(_("model"), max_length=200, blank=True)
    call = models.ForeignKey(ModelCall, on_delete=models.SET_NULL, null=True, related_name="+")
    input_sha256 = models.CharField(max_length=64, blank=True)
    cost = models.DecimalField(
        _("cost"), max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES, default=Decimal(0)
    )
    values = models.JSONField(null=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SuggestionState.choices, default=SuggestionState.WAITING
    )
    # Why it failed, or why it has to wait.
    error = models.CharField(_("error"), max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ["-id"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes = [models.Index(fields=["state", "-id"], name="suggestions_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "job", "lang"],
                condition=Q(state__in=["waiting", "open"]),
                name="one_current_suggestion",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "open", "accepted", "declined", "failed"]),
                name="suggestion_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_job_display()} {self.lang}"

    @property
    def title(self) -> str:
        """The title that the model proposes; that of the original before there is one."""
        return str((self.values or {}).get("title", "") or self.item or "")

    @property
    def is_open(self) -> bool:
        """Whether a person may accept or decline the suggestion now."""
        return self.state == self.SuggestionState.OPEN

    def keep(self, **columns: Any) -> bool:
        """Write what became of asking, if it is still being made; whether it was."""
        rows = type(self)._default_manager.filter(pk=self.pk, state=self.SuggestionState.WAITING)
        if error := columns.get("error"):
            columns["error"] = clip(str(error), 500)
        return rows.update(**columns) == 1

    def note_failed_try(self, error: str) -> int:
        """Write why a try failed, after which there will be another one; the number of tries."""
        self.keep(error=error, tries=F("tries") + 1)
        self.refresh_from_db(fields=["tries"])
        return self.tries

    def decide(self, state: "Suggestion.SuggestionState", by: User | None, **columns: Any) -> bool:
        """Move the suggestion from OPEN to `state` on behalf of `by`, and write `columns`.

        Returns False if somebody decided before. One query.
        """
        now: dt.datetime = timezone.now()
        rows = type(self)._default_manager.filter(pk=self.pk, state=self.SuggestionState.OPEN)
        return rows.update(state=state, decided_by=by, decided_at=now, **columns) == 1


CURRENT = (Suggestion.SuggestionState.WAITING, Suggestion.SuggestionState.OPEN)
