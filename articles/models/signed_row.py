"""Rows that people write for readers, who may be told of them."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.workflow import GROUPS

# Roles of ours, as readers know them; others are called what the site calls them.
_ROLES = {
    "Writers": _("a writer"),
    "Editors": _("an editor"),
    "Administrators": _("an editor"),
}


class SignedRow(models.Model):
    """A row that knows who wrote it, as they were then: their own name, and the name of their
    role. Copies, for when the person is gone or has another role."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    full_name = models.CharField(max_length=301, blank=True)
    role = models.CharField(max_length=150, blank=True)

    class Meta:
        abstract = True

    def sign(self, by: User | None) -> None:
        """Set who wrote the row, without saving it; nobody for None. One query."""
        self.by = by
        self.full_name = by.get_full_name() if by else ""
        self.role = _role_of(by) if by else ""

    def signer(self, policy: str) -> str:
        """The words that tell readers who wrote it: the role, or the person's own name where
        `policy` is “name”; never the name of the account."""
        if policy == "name" and self.full_name:
            return self.full_name
        return str(_ROLES.get(self.role, self.role or _("a person of the newsroom")))


def _role_of(person: User) -> str:
    """The name of a person's role: of our own the first, of others the first by name; empty for
    none. One query."""
    names = sorted(person.groups.values_list("name", flat=True))
    return next((name for name in GROUPS if name in names), names[0] if names else "")
