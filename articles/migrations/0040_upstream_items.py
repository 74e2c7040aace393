import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

VIEW = ["articles.view_upstreamitem"]


def delete_runs(apps, schema_editor):
    """Older code knows no such kind of run."""
    alias = schema_editor.connection.alias
    apps.get_model("articles", "ImportRun").objects.using(alias).filter(kind="ingest").delete()
    if schema_editor.connection.vendor == "postgresql":
        # Else the keys of what was deleted wait for the commit, and no table with such is altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0039_pictures_as_a_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UpstreamItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("external_id", models.CharField(max_length=200, verbose_name="external id")),
                ("guid", models.CharField(blank=True, max_length=500, verbose_name="GUID")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="address")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="title")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("authors", models.JSONField(default=list, verbose_name="authors")),
                ("keywords", models.JSONField(default=list, verbose_name="keywords")),
                ("categories", models.JSONField(default=list, verbose_name="sections")),
                ("lang", models.CharField(blank=True, max_length=12, verbose_name="language")),
                (
                    "sentiment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("POSITIVE", "Positive"),
                            ("NEUTRAL", "Neutral"),
                            ("NEGATIVE", "Negative"),
                        ],
                        max_length=10,
                        verbose_name="sentiment",
                    ),
                ),
                ("score", models.FloatField(blank=True, null=True, verbose_name="score")),
                ("picture", models.CharField(blank=True, max_length=1000, verbose_name="picture")),
                (
                    "upstream_status",
                    models.CharField(blank=True, max_length=30, verbose_name="state upstream"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="updated upstream"),
                ),
                ("first_seen_at", models.DateTimeField(verbose_name="first seen")),
                ("changed_at", models.DateTimeField(verbose_name="last changed")),
            ],
            options={
                "verbose_name": "original",
                "verbose_name_plural": "originals",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="UpstreamVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("raw", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("values_sha256", models.CharField(max_length=64)),
                ("origin", models.CharField(blank=True, max_length=1000, verbose_name="file")),
                ("received_at", models.DateTimeField(verbose_name="received")),
            ],
            options={
                "verbose_name": "version of an original",
                "verbose_name_plural": "versions of originals",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="one_import_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="import_kind_known",
        ),
        migrations.AlterField(
            model_name="importrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("command", "By command"),
                    ("upload", "Upload"),
                    ("retry", "Mended at the desk"),
                    ("ingest", "Originals"),
                ],
                default="command",
                max_length=10,
                verbose_name="from where",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state", "running"), models.Q(("kind", "ingest"), _negated=True)
                ),
                fields=("state",),
                name="one_import_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["command", "upload", "retry", "ingest"])),
                name="import_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="upstream_items",
                to="articles.source",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="upstreamversion",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="articles.upstreamitem",
            ),
        ),
        migrations.AddIndex(
            model_name="upstreamitem",
            index=models.Index(fields=["source", "-id"], name="upstream_by_source"),
        ),
        migrations.AddIndex(
            model_name="upstreamitem",
            index=models.Index(fields=["first_seen_at"], name="upstream_by_age"),
        ),
        migrations.AddConstraint(
            model_name="upstreamitem",
            constraint=models.UniqueConstraint(
                fields=("external_id", "source"), name="upstream_identity"
            ),
        ),
        migrations.AddConstraint(
            model_name="upstreamitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                name="upstream_external_id_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="upstreamversion",
            constraint=models.UniqueConstraint(
                fields=("item", "values_sha256"), name="upstream_version_once"
            ),
        ),
        migrations.RunPython(
            give_permissions({"Editors": VIEW, "Administrators": VIEW}), migrations.RunPython.noop
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_runs),
    ]
