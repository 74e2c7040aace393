"""The admin of groups, which are the roles of the newsroom: Writers, Editors, Administrators."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

from articles.admin.people.rights_admin import AuditedRightsAdmin

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(AuditedRightsAdmin, GroupAdmin):
    """Roles, in Django's own admin: whoever changes what one may do knows permissions."""
