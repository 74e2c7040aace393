"""The admin of groups, which are the roles of the newsroom: Writers, Editors, Administrators."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext

from articles.admin.people.rights_admin import AuditedRightsAdmin
from articles.admin.people.rights_field import RightsField, RightsTable

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(AuditedRightsAdmin, GroupAdmin):
    """Roles: the name of one, and a table of what it may do."""

    filter_horizontal = ()

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest | None = None, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        """The permissions that may be granted, as checkboxes."""
        return super().formfield_for_manytomany(
            db_field, request, form_class=RightsField, widget=RightsTable, help_text="", **kwargs
        )

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """What goes with a role: the people who have it no more."""
        told, counts, missing, protected = super().get_deleted_objects(objs, request)
        people = User.objects.filter(groups__in=objs).distinct().order_by("username")
        told += [gettext("%(name)s loses a role.") % {"name": person} for person in people]
        return told, counts, missing, protected
