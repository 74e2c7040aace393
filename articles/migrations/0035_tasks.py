"""The schedule of background tasks, and who may see the tasks and try them again."""

from django.db import migrations, models

from articles.migrations._groups import give_permissions

PERMISSIONS = ["articles.view_queuedtask", "articles.change_queuedtask"]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0034_last_backup"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduledJob",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="QueuedTask",
            fields=[],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "proxy": True,
                "default_permissions": ("view", "change"),
                "indexes": [],
                "constraints": [],
            },
            bases=("django_tasks_database.dbtaskresult",),
        ),
        migrations.RunPython(
            give_permissions({"Administrators": PERMISSIONS}), migrations.RunPython.noop
        ),
    ]
