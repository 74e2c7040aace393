"""People and groups at the desk: Django's own pages, with every change of rights on record."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from articles.models import AuditEntry

_SWITCHES = ("is_active", "is_staff", "is_superuser")


def rights(thing: Any) -> dict[str, Any]:
    """What a person or a group may, as it is stored; empty for a new one."""
    if thing.pk is None:
        return {}
    codes = ("content_type__app_label", "codename")
    if isinstance(thing, Group):
        held = thing.permissions.order_by(*codes).values_list(*codes)
        return {"permissions": [".".join(pair) for pair in held]}
    stored = User.objects.get(pk=thing.pk)
    own = stored.user_permissions.order_by(*codes).values_list(*codes)
    return {
        **{name: getattr(stored, name) for name in _SWITCHES},
        "groups": list(stored.groups.order_by("name").values_list("name", flat=True)),
        "permissions": [".".join(pair) for pair in own],
    }


class Recorded(admin.ModelAdmin):
    """Writes into the audit log who was given or lost which right."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.rights_before = rights(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before, after = form.rights_before, rights(form.instance)
        changed = {key: [before.get(key), value] for key, value in after.items()
                   if before.get(key) != value}  # fmt: skip
        if changed or not change:
            self._note(request, f"change_{self.opts.model_name}", form.instance, rights=changed)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Also called by the page that sets a password."""
        if request.path.endswith("/password/"):
            self._note(request, "set_password", obj)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._note(request, f"delete_{self.opts.model_name}", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self._note(request, f"delete_{self.opts.model_name}", obj)
        super().delete_queryset(request, queryset)

    def _note(self, request: HttpRequest, act: str, obj: Any, **detail: Any) -> None:
        AuditEntry.record(act, request.user, None, "", name=str(obj), **detail)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(Recorded, UserAdmin):
    """People."""

    # They are noted, and no one's opinion.
    readonly_fields = ["last_login", "date_joined"]


@admin.register(Group)
class RoleAdmin(Recorded, GroupAdmin):
    """Groups, which are roles."""
