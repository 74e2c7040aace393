"""Writers, Editors and Administrators, with the permissions of articles/workflow.py."""

from django.db import migrations

from articles.migrations._groups import make_groups, remove_groups


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
