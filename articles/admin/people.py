"""Users and groups: Django's own admin, with every change of rights in the audit log."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from articles.models import AuditEntry

_FLAGS = ("is_active", "is_staff", "is_superuser")


def stored_rights(holder: User | Group) -> dict[str, object]:
    """The flags, groups and permissions of a user or a group as stored; empty for a new one."""
    if holder.pk is None:
        return {}
    codes = ("content_type__app_label", "codename")
    if isinstance(holder, Group):
        permissions = holder.permissions.order_by(*codes).values_list(*codes)
        return {"permissions": [".".join(pair) for pair in permissions]}
    stored = User.objects.get(pk=holder.pk)
    own = stored.user_permissions.order_by(*codes).values_list(*codes)
    return {
        **{name: getattr(stored, name) for name in _FLAGS},
        "groups": list(stored.groups.order_by("name").values_list("name", flat=True)),
        "permissions": [".".join(pair) for pair in own],
    }


class AuditedRightsAdmin(admin.ModelAdmin):
    """A ModelAdmin that writes into the audit log who was given or lost which right."""

    def save_model(self, request: HttpRequest, obj: User | Group, form: Any, change: bool) -> None:
        """Save, after reading the rights that are stored for `save_related()`."""
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
        for obj in queryset:
            self._note(request, f"delete_{self.opts.model_name}", obj)
        super().delete_queryset(request, queryset)

    def _note(self, request: HttpRequest, action: str, obj: Model, **detail: object) -> None:
        AuditEntry.record(action, request.user, None, "", name=str(obj), **detail)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(AuditedRightsAdmin, UserAdmin):
    """Users in Django's own admin, with every change of rights audited."""

    # Written by Django.
    readonly_fields = ["last_login", "date_joined"]


@admin.register(Group)
class RoleAdmin(AuditedRightsAdmin, GroupAdmin):
    """The groups, which are the roles of the newsroom: Writers, Editors, Administrators."""
