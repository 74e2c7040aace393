"""A ModelAdmin of rows that readers see: who may change them, and the audit log of it."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import override

from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.models import AuditEntry
from articles.models.public_row import PublicRow
from articles.workflow import PUBLISH


def may_touch(user: User, row: PublicRow) -> bool:
    """Whether `user` may change the row as far as readers are concerned.

    What they see is for those who may publish, whatever table it is in.
    """
    return user.has_perm(f"articles.{PUBLISH}") or not row.is_seen_by_readers()


class AuditedModelAdmin(NewsroomModelAdmin):
    """The admin of rows that readers see, in whole or in a name, an address or a picture.

    A row that they see is changed and deleted by those who have Django's permission and may
    publish; a row that they do not see needs Django's only.

    All changes are in the audit log. Django calls the methods of its own log once for each row
    that a form, a question or a bulk action wrote. `told_apart` names fields whose change has an
    entry of its own, which a subclass writes.
    """

    told_apart: frozenset[str] = frozenset()
    # Whether readers have a new row at once; others see it when an article has it.
    seen_at_once = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether this person may add rows: of those that are public at once, only publishers."""
        allowed = super().has_add_permission(request)
        return allowed and (not self.seen_at_once or request.user.has_perm(f"articles.{PUBLISH}"))

    def has_change_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Whether this person may change rows; one that readers see is for those who may
        publish."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_touch(user_of(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Whether this person may delete rows; one that readers see is for those who may
        publish."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_touch(user_of(request), obj))

    def log_addition(self, request: HttpRequest, obj: PublicRow, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "add", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: PublicRow, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log with the names of what changed.

        A sentence instead of names is of an action that wrote its own entry, such as a merge.
        """
        changes = [] if isinstance(message, str) else self._not_told_apart(message)
        if changes:
            self._record(request, "change", obj, changes=changes)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[PublicRow]) -> Any:
        """Django's own log entries, and one of the audit log for each row."""
        details = [{"id": obj.pk, "name": str(obj)} for obj in queryset]
        AuditEntry.record_each(f"delete_{self.opts.model_name}", request.user, details)
        return super().log_deletions(request, queryset)

    def _not_told_apart(self, message: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Django's message without the fields of `told_apart`, and without what is empty then."""
        with override(None):
            # Names as Django writes them into its message.
            told = {capfirst(str(label_for_field(one, self.model))) for one in self.told_apart}
        left = []
        for part in message:
            changed = part.get("changed", {})
            # Rows of an inline have a name; their fields are others of the same words.
            if "name" not in changed and "fields" in changed:
                names = [name for name in changed["fields"] if name not in told]
                part = {"changed": {"fields": names}} if names else {}
            if part:
                left.append(part)
        return left

    def _record(self, request: HttpRequest, verb: str, obj: PublicRow, **detail: Any) -> None:
        action = f"{verb}_{self.opts.model_name}"
        AuditEntry.record(action, request.user, None, id=obj.pk, name=str(obj), **detail)
