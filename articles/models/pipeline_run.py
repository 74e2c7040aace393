"""Runs of the chain from feeds to drafts: what each stage did."""

from dataclasses import asdict, dataclass, field
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class StageResult:
    """The result of one stage: `counts` by name, and `words` for people, such as what failed.

    `state` is "done", "off" for a stage that is not set up or switched on, or "failed"."""

    stage: str
    state: str = "done"
    counts: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


class PipelineRun(models.Model):
    """One run: its stages in the order in which they ended, each written when it has."""

    class RunState(models.TextChoices):
        """Whether the run is going on, came to its end, or ended early."""

        RUNNING = "running", pgettext_lazy("import", "Running")
        FINISHED = "finished", pgettext_lazy("import", "Finished")
        STOPPED = "stopped", pgettext_lazy("import", "Stopped")

    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.RUNNING
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
        help_text=_("Empty: by command, or by the clock."),
    )
    # The most items that each stage takes.
    limit = models.PositiveIntegerField(default=0)
    # Objects of StageResult.
    stages = models.JSONField(_("stages"), default=list)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("run of the chain")
        verbose_name_plural = _("runs of the chain")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "finished", "stopped"]),
                name="pipeline_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def results(self) -> list[StageResult]:
        """The results of the stages that have ended, in their order."""
        return [StageResult(**stage) for stage in self.stages]

    def add(self, result: StageResult) -> Self:
        """Write down what a stage did."""
        self.stages = [*self.stages, asdict(result)]
        if self.pk:
            self.save(update_fields=["stages"])
        return self
