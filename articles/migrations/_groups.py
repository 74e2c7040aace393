"""What a migration needs to make groups and to give them permissions.

A migration lists the permissions that it gives itself: those of `articles/workflow.py` are those
of today, and a migration must do the same in every later release.
"""

from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes


def give_permissions(permissions):
    """A function for `RunPython`; `permissions` are lists of "app_label.codename" by group.

    It makes missing groups and adds to the others. Django itself makes the permissions of new
    tables only at the end of `migrate`, so they are made here first.
    """

    def give(apps, schema_editor):
        alias = schema_editor.connection.alias
        for label in ("auth", "articles"):
            config = apps.get_app_config(label)
            config.models_module = True
            create_contenttypes(config, using=alias, apps=apps, verbosity=0)
            create_permissions(config, using=alias, apps=apps, verbosity=0)
            config.models_module = None
        rows = apps.get_model("auth", "Permission").objects.using(alias)
        for name, codenames in permissions.items():
            group, _made = (
                apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
            )
            for dotted in codenames:
                label, codename = dotted.split(".")
                group.permissions.add(rows.get(content_type__app_label=label, codename=codename))

    return give


def remove_groups(*names):
    """A function for `RunPython` that deletes the groups of these names."""

    def remove(apps, schema_editor):
        alias = schema_editor.connection.alias
        apps.get_model("auth", "Group").objects.using(alias).filter(name__in=names).delete()

    return remove
