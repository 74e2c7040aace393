"""Deleting an article for good, which its address and its history do not survive."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from articles.models.audit import AuditEntry
from articles.models.autosave import Autosave
from articles.models.exceptions import CannotDelete
from articles.models.transitions import WorkflowMixin
from articles.workflow import DELETE, Status


class DeletionMixin(WorkflowMixin):
    """The deletion of an `Article` that readers do not see.

    Readers are owed what they were promised: a live article stays at its address, and a retracted
    one says there why it was taken back. Both become drafts first, which is another decision.
    """

    class Meta:
        abstract = True

    def why_not_delete(self) -> str:
        """Return the reason why the article cannot be deleted now; empty for one that can."""
        if self.status == Status.PUBLISHED:
            return gettext("Readers have this story, or will. Unpublish it first, then delete it.")
        if self.status == Status.RETRACTED:
            return gettext(
                "Its address tells readers why it was taken back. If they need not know, restore "
                "it as a draft first, then delete it."
            )
        return ""

    def remove(self, by: User, reason: str = "") -> None:
        """Delete the row as stored now, with all that hangs on it; the audit log keeps what it was.

        Raises PermissionDenied and CannotDelete, and then changes nothing.
        """
        if not by.has_perm(f"articles.{DELETE}"):
            raise PermissionDenied(f"{by} lacks articles.{DELETE}")
        with transaction.atomic():
            stored = self.locked()
            if why := stored.why_not_delete():
                raise CannotDelete(why)
            source = stored.source.key if stored.source else ""
            AuditEntry.record(
                "delete", by, stored, reason, slug=stored.slug, lang=stored.lang, source=source,
                external_id=stored.external_id,
            )  # fmt: skip
            Autosave.objects.filter(form=str(stored.pk)).delete()
            stored.delete()
