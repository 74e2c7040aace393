"""Changes that a file brings to a published article of a reviewed source wait beside it."""

from django.db import migrations, models

BATCH = 500
# Values that only files write, which older code does not know among pending changes.
FILED = {"updated_at", "ai", "cta", "aliases", "extra"}


def leave_edited_values(apps, schema_editor):
    alias = schema_editor.connection.alias
    rows = apps.get_model("articles", "PendingRevision").objects.using(alias)
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        for row in batch:
            if FILED & row.values.keys():
                row.values = {name: v for name, v in row.values.items() if name not in FILED}
                row.base = {name: v for name, v in row.base.items() if name not in FILED}
                row.save(update_fields=["values", "base"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_public_change_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="waiting",
            field=models.PositiveIntegerField(default=0, verbose_name="waiting for review"),
        ),
        migrations.AddField(
            model_name="pendingrevision",
            name="by_import",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(migrations.RunPython.noop, leave_edited_values),
        migrations.AlterField(
            model_name="source",
            name="trust",
            field=models.CharField(
                choices=[
                    ("publish", "Published by its import"),
                    ("review", "Always reviewed first"),
                ],
                default="publish",
                help_text=(
                    "What an import does with a new story that its file does not call a draft, "
                    "and with changes of one that readers see."
                ),
                max_length=10,
                verbose_name="trust",
            ),
        ),
        migrations.AlterField(
            model_name="importnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("quarantined", "Refused"),
                    ("waiting", "Waits for review"),
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
