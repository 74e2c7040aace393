"""Runs of the chain from originals to drafts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

VIEW = ["articles.view_pipelinerun"]
START = ["articles.add_pipelinerun"]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0046_rules_for_originals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PipelineRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("stopped", "Stopped"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished"),
                ),
                ("limit", models.PositiveIntegerField(default=0)),
                ("stages", models.JSONField(default=list, verbose_name="stages")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: by command, or by the clock.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "run of the chain",
                "verbose_name_plural": "runs of the chain",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "finished", "stopped"])),
                        name="pipeline_state_known",
                    )
                ],
            },
        ),
        migrations.RunPython(
            give_permissions({"Editors": VIEW, "Administrators": [*VIEW, *START]}),
            migrations.RunPython.noop,
        ),
    ]
