"""Notes to readers; stories that were retracted before get the note that says why."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def note_retractions(apps, schema_editor):
    """The last retraction of every story that is still retracted."""
    article = apps.get_model("articles", "Article")
    revision = apps.get_model("articles", "Revision")
    correction = apps.get_model("articles", "Correction")
    for pk in article.objects.filter(status="retracted").values_list("pk", flat=True).iterator():
        kept = revision.objects.filter(article_id=pk, action="retract").order_by("-id").first()
        if kept and kept.reason:
            correction.objects.create(
                article_id=pk, kind="retraction", date=kept.created_at, text=kept.reason
            )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_import_permissions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "Correction"),
                            ("clarification", "Clarification"),
                            ("update", "Update"),
                            ("retraction", "Retraction"),
                        ],
                        default="correction",
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                (
                    "date",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="What was wrong, and what is right. Readers see exactly this.",
                        max_length=2000,
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["-date", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("reader_modified_at__isnull", False)),
                fields=["status", "published_at", "id", "reader_modified_at"],
                name="article_changes",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="articles.article",
                verbose_name="article",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["-date", "-id"], name="corrections_newest"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="correction_text_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["correction", "clarification", "update", "retraction"])
                ),
                name="correction_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "retraction")),
                fields=("article",),
                name="retracted_once",
            ),
        ),
        migrations.RunPython(note_retractions, migrations.RunPython.noop),
    ]
