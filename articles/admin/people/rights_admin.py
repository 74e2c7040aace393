"""The admin of whatever holds rights: nobody grants a right that he does not have.

Every change of rights is in the audit log.
"""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import ModelMultipleChoiceField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from articles.admin.base import NewsroomModelAdmin
from articles.admin.people.rights import (
    grantable_groups,
    has_all_rights_of,
    permissions_of,
    stored_rights,
)
from articles.admin.request_user import user_of
from articles.admin.row_select import RowsField
from articles.lib.text_inputs import LineInput
from articles.models import AuditEntry


class AuditedRightsAdmin(NewsroomModelAdmin):
    """A ModelAdmin that writes into the audit log who was given or lost which right.

    Users and groups with a right that the person at the desk lacks can be looked at only, and only
    rights that the person has can be granted: who may manage people cannot make himself more.
    """

    # Django's own models, with the rules of text that ours have.
    formfield_overrides = {models.CharField: {"form_class": LineInput}}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user or group may be changed: not with more rights than one's own."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or has_all_rights_of(user_of(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user or group may be deleted: not with more rights than one's own."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or has_all_rights_of(user_of(request), obj))

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest | None = None, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        """Django's field, which offers only groups and permissions that may be granted."""
        if request is None:
            raise PermissionDenied
        kwargs.setdefault("form_class", RowsField)
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if isinstance(field, ModelMultipleChoiceField) and field.queryset is not None:
            offered = {Group: grantable_groups, Permission: permissions_of}
            grantable = offered[db_field.remote_field.model](user_of(request))
            field.queryset = field.queryset.filter(pk__in=grantable)
        return field

    def save_model(self, request: HttpRequest, obj: User | Group, form: Any, change: bool) -> None:
        """Save the row, after reading the rights that it has: what changes them is saved next."""
        form.rights_before = stored_rights(obj)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Save groups and permissions, and note the rights that changed."""
        super().save_related(request, form, formsets, change)
        before, after = form.rights_before, stored_rights(form.instance)
        changed = {key: [before.get(key), value] for key, value in after.items()
                   if before.get(key) != value}  # fmt: skip
        if changed or not change:
            self._note(request, f"change_{self.opts.model_name}", form.instance, rights=changed)

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> LogEntry:
        """Django's own log entry; a password that was set is noted, too."""
        if request.path.endswith("/password/"):
            self._note(request, "set_password", obj)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete, after noting it in the audit log."""
        self._note(request, f"delete_{self.opts.model_name}", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Delete all, after noting each in the audit log."""
        details = [{"name": str(obj)} for obj in queryset]
        AuditEntry.record_each(f"delete_{self.opts.model_name}", request.user, details)
        super().delete_queryset(request, queryset)

    def _note(self, request: HttpRequest, action: str, obj: Model, **detail: object) -> None:
        AuditEntry.record(action, request.user, None, "", name=str(obj), **detail)
