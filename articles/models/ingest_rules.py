"""Versions of the rules by which upstream items become drafts; one of them is on, or none."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.audit import AuditEntry
from articles.models.text_fields import LineField


class IngestRules(models.Model):
    """One version, which is never edited: who changes rules makes the next version.

    `document` is the JSON of `articles.ingest.rules.document.RuleDocument`. The id is the number
    that people know the version by.
    """

    document = models.JSONField(_("rules"))
    note = LineField(
        _("what is new"),
        max_length=300,
        blank=True,
        help_text=_("A few words for whoever reads the list of versions."),
    )
    based_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
        help_text=_("Empty: by command."),
    )
    is_on = models.BooleanField(_("on"), default=False)
    # When and by whom it was last switched on.
    switched_on_at = models.DateTimeField(_("switched on"), null=True, blank=True)
    switched_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("rules for originals")
        verbose_name_plural = _("rules for originals")
        constraints = [
            models.UniqueConstraint(
                fields=["is_on"],
                condition=models.Q(is_on=True),
                name="one_version_of_rules_on",
                violation_error_message=_("Other rules are on by now. Load the page again."),
            )
        ]

    def __str__(self) -> str:
        return gettext("Version %(number)d") % {"number": self.pk or 0}

    @classmethod
    def on(cls) -> Self | None:
        """The version that is on; None for none. One query."""
        rows: Any = cls._default_manager
        on: Self | None = rows.filter(is_on=True).first()
        return on

    @transaction.atomic
    def switch_on(self, by: User | None) -> None:
        """Switch this version on, and the one before it off, with an entry of the audit log."""
        before = self._locked_on()
        type(self).objects.filter(is_on=True).exclude(pk=self.pk).update(is_on=False)
        self.is_on, self.switched_on_at, self.switched_on_by = True, timezone.now(), by
        self.save(update_fields=["is_on", "switched_on_at", "switched_on_by"])
        AuditEntry.record("rules_on", by, version=self.pk, before=before)

    @transaction.atomic
    def switch_off(self, by: User | None) -> bool:
        """Switch this version off, so that no rules are on; returns whether it was on."""
        self._locked_on()
        was_on = type(self).objects.filter(pk=self.pk, is_on=True).update(is_on=False) == 1
        self.is_on = False
        if was_on:
            AuditEntry.record("rules_off", by, version=self.pk)
        return was_on

    def _locked_on(self) -> int | None:
        """The id of the version that is on, with all versions locked: of two people who switch,
        one is first."""
        rows = type(self).objects.order_by("pk").select_for_update()
        on = [row.pk for row in rows.only("is_on") if row.is_on]
        return on[0] if on else None
