"""A machine's part in a text, and the person who answers for it."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TRANSLATED, REWRITTEN = "translated", "rewritten"


class AIProvenanceMixin(models.Model):
    """The part of `Article` that says how a machine made the text, and whether a person
    approved exactly this text.

    `reviewed_hash` is the hash of the text that a reviewer approved, `text_hash` that of the
    present one. They are compared, never copied: whatever changes the text voids the approval,
    and the same text again is approved again. Rows are asked the same by
    `ArticleQuerySet.without_unreviewed_machine_text()`.
    """

    ai = models.JSONField(_("how a machine made it"), null=True, blank=True, editable=False)
    reviewed_hash = models.CharField(max_length=64, default="", blank=True, editable=False)

    # A column of DerivedColumns.
    text_hash: str

    class Meta:
        abstract = True

    @property
    def machine_part(self) -> str:
        """TRANSLATED, REWRITTEN, or empty where no machine is known to have a part."""
        if not self.ai:
            return ""
        if self.ai.get("translatedFrom"):
            return TRANSLATED
        return "" if self.ai.get("rewritten") is False else REWRITTEN

    @property
    def is_reviewed(self) -> bool:
        """Whether a person approved exactly this text."""
        return bool(self.reviewed_hash) and self.reviewed_hash == self.text_hash

    @property
    def ai_label(self) -> str:
        """What readers are warned of; empty where no machine wrote, or a person answers."""
        if self.is_reviewed:
            return ""
        return {
            TRANSLATED: gettext("Translated by a language model"),
            REWRITTEN: gettext("Rewritten by a language model"),
        }.get(self.machine_part, "")

    @property
    def ai_note(self) -> str:
        """How a reviewed text was made: a fact about it, no warning. Empty for any other text."""
        if not self.is_reviewed:
            return ""
        return {
            TRANSLATED: gettext("Translated by a language model, reviewed by a person"),
            REWRITTEN: gettext("Rewritten by a language model, reviewed by a person"),
        }.get(self.machine_part, "")
