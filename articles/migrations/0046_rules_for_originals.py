"""Rules for originals in versions, and what became of each original."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

VIEW = ["articles.view_ingestrules"]
MANAGE = ["articles.add_ingestrules", "articles.change_ingestrules"]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0045_stories_end"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="upstreamitem",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "New"),
                    ("chosen", "Becomes a draft"),
                    ("made", "Draft made"),
                    ("covered", "Had a story"),
                    ("dropped", "Dropped"),
                    ("old", "Too old"),
                    ("repeat", "Told by another"),
                    ("failed", "Failed"),
                ],
                default="",
                max_length=10,
                verbose_name="what became of it",
            ),
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="verdict_reason",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="verdict_word",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.CreateModel(
            name="IngestRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.JSONField(verbose_name="rules")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="A few words for whoever reads the list of versions.",
                        max_length=300,
                        verbose_name="what is new",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                ("is_on", models.BooleanField(default=False, verbose_name="on")),
                (
                    "switched_on_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="switched on"),
                ),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.ingestrules",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: by command.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "switched_on_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "rules for originals",
                "verbose_name_plural": "rules for originals",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="decided_by_rules",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.ingestrules",
            ),
        ),
        migrations.AddIndex(
            model_name="upstreamitem",
            index=models.Index(fields=["verdict", "id"], name="upstream_by_verdict"),
        ),
        migrations.AddConstraint(
            model_name="upstreamitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verdict__in",
                        ["", "chosen", "made", "covered", "dropped", "old", "repeat", "failed"],
                    )
                ),
                name="upstream_verdict_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestrules",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_on", True)),
                fields=("is_on",),
                name="one_version_of_rules_on",
                violation_error_message="Other rules are on by now. Load the page again.",
            ),
        ),
        migrations.RunPython(
            give_permissions({"Editors": VIEW, "Administrators": [*VIEW, *MANAGE]}),
            migrations.RunPython.noop,
        ),
    ]
