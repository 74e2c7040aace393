"""Makes the groups of articles/workflow.py, and gives them what they do not have yet."""

from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes

from articles.workflow import GROUPS, PEOPLE_PERMISSIONS


def make_groups(apps, schema_editor):
    """For a migration after new tables: permissions are otherwise made too late for it."""
    alias = schema_editor.connection.alias
    for label in ("auth", "articles"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_contenttypes(config, using=alias, apps=apps, verbosity=0)
        create_permissions(config, using=alias, apps=apps, verbosity=0)
        config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for name, codenames in GROUPS.items():
        group, _made = group_model.objects.using(alias).get_or_create(name=name)
        group.permissions.add(
            *permissions.filter(content_type__app_label="articles", codename__in=codenames)
        )
        if name == "Administrators":
            group.permissions.add(
                *permissions.filter(content_type__app_label="auth", codename__in=PEOPLE_PERMISSIONS)
            )


def remove_groups(apps, schema_editor):
    """The way back of the first migration that made them."""
    alias = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(alias).filter(name__in=GROUPS).delete()
