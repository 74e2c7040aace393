"""Questions to a language model with their answers, and what was spent on each day."""

import datetime as dt
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MONEY_DIGITS, MONEY_PLACES = 14, 6


class ModelJob(models.TextChoices):
    """The jobs that a model does; each has prompts of its own."""

    REWRITE = "rewrite", pgettext_lazy("job of a model", "Rewrite")
    TRANSLATE = "translate", pgettext_lazy("job of a model", "Translate")


def _money(label: Any = None) -> models.DecimalField:
    """An amount of money, with a millionth as the smallest part."""
    return models.DecimalField(
        label, max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES, default=0
    )


class ModelCallQuerySet(models.QuerySet["ModelCall"]):
    """The calls that cost something, and those that may be asked."""

    def free_to_ask(self, now: dt.datetime) -> Self:
        """Calls without a final answer that no process is asking at `now`."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(free, state=ModelCall.CallState.ASKED)

    def with_answers_before(self, moment: dt.datetime) -> Self:
        """Calls that ended before `moment`, and of which an answer is still there."""
        kept = ~Q(answer="") | ~Q(first_answer="") | Q(values__isnull=False)
        return self.filter(kept, answered_at__lt=moment).exclude(state=ModelCall.CallState.ASKED)

    def total_cost(self) -> Decimal:
        """What these calls cost, with what is reserved for those in flight. One query."""
        sums = self.aggregate(cost=Sum("cost"), reserved=Sum("reserved"))
        return (sums["cost"] or Decimal(0)) + (sums["reserved"] or Decimal(0))


class ModelCall(models.Model):
    """One question to a language model, and its answer as it came.

    `input_sha256` is the hash of all that was asked, with the model and the purpose: there is one
    row for each question, so a stored answer is never bought again. A process claims the row
    before it asks; after a kill whoever comes next asks the same question once more, with the same
    key. An answer that breaks its rules is kept as `first_answer`, and repaired once.

    Answers may be deleted after a time: then the call `is_forgotten`, and whoever asks the same
    buys it anew.
    """

    class CallState(models.TextChoices):
        """Whether there is a usable answer, or will be none."""

        ASKED = "asked", pgettext_lazy("call", "Asked")
        ANSWERED = "answered", pgettext_lazy("call", "Answered")
        FAILED = "failed", pgettext_lazy("call", "Failed")

    job = models.CharField(_("job"), max_length=20, choices=ModelJob.choices)
    lang = models.CharField(_("language"), max_length=12)
    model_name = models.CharField(_("model"), max_length=200)
    prompt_version = models.PositiveIntegerField(_("version of the prompt"), default=0)
    input_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=CallState.choices, default=CallState.ASKED
    )
    # The server's own name of the last request that it answered.
    request_id = models.CharField(max_length=200, blank=True)
    # Answers that came: 0, 1, or 2 after a repair.
    turns = models.PositiveSmallIntegerField(default=0)
    first_answer = models.TextField(blank=True)
    answer = models.TextField(_("answer"), blank=True)
    # What is wrong with the newest answer, in words.
    problems = models.JSONField(default=list)
    values = models.JSONField(null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    tokens_in = models.PositiveIntegerField(_("tokens read"), default=0)
    tokens_out = models.PositiveIntegerField(_("tokens written"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    cost = _money(_("cost"))
    # What the request in flight may cost at most; it counts on `day` until the cost is known.
    reserved = _money()
    day = models.DateField()
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True)
    claimed_until = models.DateTimeField(null=True)
    item = models.ForeignKey(
        "articles.UpstreamItem", on_delete=models.SET_NULL, null=True, related_name="model_calls"
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.SET_NULL, null=True, related_name="model_calls"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ModelCallQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("question to the model")
        verbose_name_plural = _("questions to the model")
        constraints = [
            models.UniqueConstraint(fields=["input_sha256", "job"], name="model_asked_once"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "answered", "failed"]), name="call_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.lang} {self.input_sha256[:12]}"

    @property
    def is_forgotten(self) -> bool:
        """Whether there was a usable answer that was deleted since."""
        return self.state == self.CallState.ANSWERED and self.values is None


class SpendingDay(models.Model):
    """The sum spent on a day, in the time zone of the site; requests in flight count in full.

    One row, so that of many processes none spends what another one has reserved.
    """

    day = models.DateField(primary_key=True)
    spent = _money()
    # The model's server asked for no request before then.
    rests_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-day"]
        verbose_name = _("day of spending")
        verbose_name_plural = _("days of spending")

    def __str__(self) -> str:
        return f"{self.day} {self.spent}"

    @classmethod
    def spent_on(cls, day: dt.date) -> Decimal:
        """The amount spent on a day; one query."""
        rows = cls._default_manager.filter(pk=day).values_list("spent", flat=True)
        return rows.first() or Decimal(0)

    @classmethod
    def reserve(cls, day: dt.date, amount: Decimal, limit: Decimal) -> bool:
        """Add `amount` to the day unless that makes more than `limit`; whether it was added."""
        rows = cls._default_manager.filter(pk=day, spent__lte=limit - amount)
        cls._default_manager.get_or_create(pk=day)
        return rows.update(spent=F("spent") + amount) == 1

    @classmethod
    def add(cls, day: dt.date, amount: Decimal) -> None:
        """Add `amount`, which may be below 0, to the day."""
        if amount:
            cls._default_manager.get_or_create(pk=day)
            cls._default_manager.filter(pk=day).update(spent=F("spent") + amount)

    @classmethod
    def rest_until(cls, day: dt.date, moment: dt.datetime) -> None:
        """Let no process ask the model before `moment`."""
        cls._default_manager.get_or_create(pk=day)
        cls._default_manager.filter(pk=day).update(rests_until=moment)
