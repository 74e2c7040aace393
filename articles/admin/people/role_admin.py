"""The admin of groups, which are the roles of the newsroom: Writers, Editors, Administrators."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

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
