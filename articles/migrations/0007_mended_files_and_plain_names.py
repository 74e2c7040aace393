from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_search_columns"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="importconflict",
            options={
                "ordering": ["-id"],
                "verbose_name": "conflict with a file",
                "verbose_name_plural": "conflicts with files",
            },
        ),
        migrations.AlterModelOptions(
            name="quarantinedfile",
            options={
                "ordering": ["-last_at", "-id"],
                "verbose_name": "file that could not be read",
                "verbose_name_plural": "files that could not be read",
            },
        ),
        migrations.AddField(
            model_name="quarantinedfile",
            name="attempt",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="quarantinedfile",
            name="attempt_of",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="quarantinedfile",
            name="attempt_problems",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AlterField(
            model_name="importnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("quarantined", "Could not be read"),
                    ("conflict", "Conflict"),
                    ("repaired", "Repaired"),
                    ("moved", "Moved"),
                    ("vanished", "File gone"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
