"""Rights that people and roles have, and which of them somebody may give to others."""

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet

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


def has_all_rights_of(user: User, holder: User | Group) -> bool:
    """Whether `user` has every permission that `holder` has; one query, none for a superuser."""
    if user.is_superuser:
        return True
    if isinstance(holder, User) and holder.is_superuser:
        return False
    return not permissions_of(holder).exclude(pk__in=permissions_of(user)).exists()


def permissions_of(holder: User | Group) -> QuerySet[Permission]:
    """The permissions that `holder` has, directly or by a group.

    Also the rights of an inactive user count: they come back with a click.
    """
    if isinstance(holder, Group):
        return Permission.objects.filter(group=holder)
    if holder.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=holder) | Q(group__user=holder)).distinct()


def grantable_groups(user: User) -> QuerySet[Group]:
    """The groups of whose permissions `user` has all."""
    if user.is_superuser:
        return Group.objects.all()
    others = Permission.objects.exclude(pk__in=permissions_of(user))
    return Group.objects.exclude(permissions__in=others)
