"""The interface calls a file that an import did not take refused, not unreadable."""

from django.db import migrations, models

OLD, NEW = "file that could not be read", "refused file"


def rename_permissions(apps, schema_editor):
    # Names of permissions, which Django writes once and never again.
    permissions = apps.get_model("auth", "Permission")
    shown = permissions.objects.using(schema_editor.connection.alias).filter(
        content_type__app_label="articles", content_type__model="quarantinedfile"
    )
    for permission in shown:
        permission.name = permission.name.replace(OLD, NEW)
        permission.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("articles", "0027_one_grammar_of_addresses"),
    ]

    operations = [
        # The former names are no harm to older code.
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="quarantinedfile",
            options={
                "ordering": ["-last_at", "-id"],
                "verbose_name": "refused file",
                "verbose_name_plural": "refused files",
            },
        ),
        migrations.AlterField(
            model_name="importnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("quarantined", "Refused"),
                    ("conflict", "Conflict"),
                    ("repaired", "Repaired"),
                    ("moved", "Moved"),
                    ("vanished", "File gone"),
                    ("alias", "Old address not taken"),
                    ("text", "To look at"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
