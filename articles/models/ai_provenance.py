"""A language model's part in a text, and the person who answers for it."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib.provenance import REWRITTEN, TRANSLATED, MachinePart, machine_part


def text_hash_of(title: str, description: str, body: str) -> str:
    """The SHA-256 of a text, to which an approval is bound."""
    return hashlib.sha256("\0".join((title, description, body)).encode()).hexdigest()


_LABELS = {
    TRANSLATED: _("Translated by a language model"),
    REWRITTEN: _("Rewritten by a language model"),
}
_NOTES = {
    TRANSLATED: _("Translated by a language model, reviewed by a person"),
    REWRITTEN: _("Rewritten by a language model, reviewed by a person"),
}


class AIProvenanceMixin(models.Model):
    """The columns of `Article` that say how a machine made the text and who approved it.

    `reviewed_hash` is the hash of the text that a reviewer approved, `text_hash` that of the
    present one. They are compared and never copied: any change of the text voids the approval,
    and the same text again is approved again. The same rule for rows is
    `ArticleQuerySet.without_unreviewed_machine_text()`.
    """

    ai = models.JSONField(_("how a machine made it"), null=True, blank=True, editable=False)
    reviewed_hash = models.CharField(max_length=64, default="", blank=True, editable=False)
    # SHA-256 of title, description and body, derived by `DerivedColumnsMixin.prepare()`.
    text_hash = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        abstract = True

    @property
    def machine_part(self) -> MachinePart:
        """TRANSLATED, REWRITTEN, or empty where no machine is known to have a part."""
        return machine_part(self.ai)

    @property
    def is_by_people(self) -> bool:
        """Whether the provenance says that no machine rewrote or translated the text. Where nobody
        said anything it is not."""
        return bool(self.ai) and not self.machine_part

    @property
    def is_reviewed(self) -> bool:
        """Whether a person approved exactly the present text."""
        return bool(self.reviewed_hash) and self.reviewed_hash == self.text_hash

    @property
    def ai_label(self) -> str:
        """The warning for readers; empty without a machine's part, and for a reviewed text."""
        return "" if self.is_reviewed else str(_LABELS.get(self.machine_part, ""))

    @property
    def ai_note(self) -> str:
        """A fact on how a reviewed text was made, no warning. Empty for any other text."""
        return str(_NOTES.get(self.machine_part, "")) if self.is_reviewed else ""
