"""What was done at the desk, and who may read it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

PERMISSIONS = ["articles.view_auditentry"]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("actor_name", models.CharField(blank=True, max_length=150)),
                ("act", models.CharField(max_length=40, verbose_name="what")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="story")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("detail", models.JSONField(blank=True, default=dict, verbose_name="detail")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Nobody: a command did it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="audit",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit log",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["article", "-id"], name="audit_of_article")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act", ""), _negated=True), name="audit_act_given"
                    )
                ],
            },
        ),
        migrations.RunPython(
            give_permissions({"Editors": PERMISSIONS, "Administrators": PERMISSIONS}),
            migrations.RunPython.noop,
        ),
    ]
