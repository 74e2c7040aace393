import django.db.models.deletion
from django.db import migrations, models

from articles.migrations._groups import give_permissions

RIGHTS = ["articles.view_cluster", "articles.change_cluster"]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0051_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_at", models.DateTimeField(verbose_name="first")),
                ("last_at", models.DateTimeField(verbose_name="newest")),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "same story",
                "ordering": ["-last_at", "-id"],
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.CreateModel(
            name="ClusterMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "joined",
                    models.CharField(
                        choices=[
                            ("first", "The first"),
                            ("id", "Same id"),
                            ("address", "Same address"),
                            ("text", "Same text"),
                            ("near", "Told in other words"),
                            ("hand", "Put here by hand"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("likeness", models.FloatField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ClusterSplit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FingerprintBucket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bucket", models.BigIntegerField()),
                ("moment", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ItemFingerprint",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="fingerprint",
                        serialize=False,
                        to="articles.upstreamitem",
                    ),
                ),
                ("moment", models.BigIntegerField(db_index=True)),
                ("values", models.JSONField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="upstreamitem",
            name="clustered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="upstreamitem",
            index=models.Index(
                condition=models.Q(("clustered_at", None)),
                fields=["id"],
                name="upstream_not_clustered",
            ),
        ),
        migrations.AddField(
            model_name="cluster",
            name="lead",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.upstreamitem",
                verbose_name="lead",
            ),
        ),
        migrations.AddField(
            model_name="clustermember",
            name="cluster",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="articles.cluster",
            ),
        ),
        migrations.AddField(
            model_name="clustermember",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="membership",
                to="articles.upstreamitem",
            ),
        ),
        migrations.AddField(
            model_name="clustersplit",
            name="one",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.upstreamitem",
            ),
        ),
        migrations.AddField(
            model_name="clustersplit",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.upstreamitem",
            ),
        ),
        migrations.AddField(
            model_name="fingerprintbucket",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.upstreamitem",
            ),
        ),
        migrations.AddIndex(
            model_name="cluster",
            index=models.Index(fields=["-last_at", "-id"], name="cluster_by_time"),
        ),
        migrations.AddConstraint(
            model_name="clustersplit",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="cluster_split_once"),
        ),
        migrations.AddConstraint(
            model_name="clustersplit",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="cluster_split_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="fingerprintbucket",
            index=models.Index(fields=["bucket", "moment", "item"], name="fingerprint_bucket"),
        ),
        migrations.RunPython(
            give_permissions({"Editors": RIGHTS, "Administrators": RIGHTS}),
            migrations.RunPython.noop,
        ),
    ]
