"""Editions of the front page, and who may make them: those who may publish launch them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

PERMISSIONS = {
    group: [f"articles.{verb}_frontedition" for verb in ("view", "add", "change", "delete")]
    for group in ("Editors", "Administrators")
}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0057_names_in_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrontEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lang", models.CharField(max_length=16, verbose_name="language")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For your colleagues, not for readers.",
                        max_length=200,
                        verbose_name="note",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "picks",
                    models.JSONField(blank=True, default=list, verbose_name="stories put there"),
                ),
                ("sections", models.JSONField(blank=True, default=list, verbose_name="sections")),
                ("shows_latest", models.BooleanField(default=True, verbose_name="show “Latest”")),
                (
                    "shows_in_brief",
                    models.BooleanField(default=True, verbose_name="show “In brief”"),
                ),
                (
                    "breaking_words",
                    models.CharField(
                        blank=True,
                        help_text="In place of the headline of the story, or without a story.",
                        max_length=120,
                        verbose_name="words",
                    ),
                ),
                (
                    "breaking_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="breaking until"),
                ),
                ("briefing", models.JSONField(blank=True, default=list, verbose_name="briefing")),
                ("focus_title", models.CharField(blank=True, max_length=80, verbose_name="title")),
                (
                    "focus_words",
                    models.CharField(blank=True, max_length=300, verbose_name="sentence"),
                ),
                (
                    "focus_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="in focus until"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                ("saved_at", models.DateTimeField(auto_now_add=True, verbose_name="saved")),
                (
                    "focus_tag",
                    models.ForeignKey(
                        blank=True,
                        help_text="Its newest stories fill the block.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.tag",
                        verbose_name="tag",
                    ),
                ),
                (
                    "launched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="launched by",
                    ),
                ),
                (
                    "pictures",
                    models.ManyToManyField(
                        editable=False, related_name="front_editions", to="articles.image"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of the front page",
                "verbose_name_plural": "editions of the front page",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        models.F("lang"),
                        models.F("starts_at"),
                        models.F("id"),
                        name="front_edition_start",
                    )
                ],
            },
        ),
        migrations.RunPython(give_permissions(PERMISSIONS), migrations.RunPython.noop),
    ]
