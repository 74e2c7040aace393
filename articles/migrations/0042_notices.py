"""Notices by e-mail and webhook, and who may manage webhooks."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

PERMISSIONS = [f"articles.{verb}_webhook" for verb in ("view", "add", "change", "delete")]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0041_picture_credits"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_choice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("events", models.JSONField(default=list)),
                ("lang", models.CharField(max_length=20)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("url", models.CharField(max_length=1000, verbose_name="address")),
                ("events", models.JSONField(default=list, verbose_name="events")),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
                ("secret", models.CharField(blank=True, editable=False, max_length=100)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "last_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last sent"),
                ),
                ("last_status", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("last_error", models.CharField(blank=True, editable=False, max_length=300)),
                ("failures", models.PositiveIntegerField(default=0, editable=False)),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("given_up_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="signedinsession",
            name="lang",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("review.waiting", "A story waits for review"),
                            ("import.failed", "An import failed, or refused files"),
                            ("task.failed", "A task failed"),
                            ("update.published", "An update of a story was published"),
                            ("update.stopped", "An update could not be published at its time"),
                        ],
                        max_length=30,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("task", models.UUIDField(null=True)),
                ("count", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(blank=True, max_length=1000)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("sent_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.importrun",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["id"],
                        name="notices_not_sent",
                    ),
                    models.Index(
                        condition=models.Q(("mailed_at", None)),
                        fields=["id"],
                        name="notices_not_mailed",
                    ),
                ],
            },
        ),
        migrations.RunPython(
            give_permissions({"Administrators": PERMISSIONS}), migrations.RunPython.noop
        ),
    ]
