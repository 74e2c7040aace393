"""Topics, and words of editors about sections."""

import django.db.models.deletion
from django.db import migrations, models

from articles.migrations._groups import give_permissions

_EDITOR = ["articles.view_topic", "articles.add_topic", "articles.change_topic"]
PERMISSIONS = {
    "Writers": ["articles.view_topic"],
    "Editors": _EDITOR,
    "Administrators": [*_EDITOR, "articles.delete_topic"],
}


def _words():
    return models.JSONField(
        blank=True,
        default=dict,
        help_text="Markdown. They stand at the head of the page in their language.",
        verbose_name="words for readers",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0058_front_page_editions"),
    ]

    operations = [
        migrations.AddField(model_name="category", name="words", field=_words()),
        migrations.AddField(
            model_name="category",
            name="shown_words",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", _words()),
                ("shown_words", models.JSONField(default=dict, editable=False)),
                (
                    "is_on",
                    models.BooleanField(
                        default=True,
                        help_text="Switched off, the page of the tag is a plain list of stories.",
                        verbose_name="readers see it",
                    ),
                ),
                (
                    "pinned",
                    models.JSONField(blank=True, default=list, verbose_name="stories that lead"),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="topics",
                        to="articles.image",
                        verbose_name="picture",
                    ),
                ),
                (
                    "tag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topic",
                        to="articles.tag",
                        verbose_name="tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["tag__name"],
            },
        ),
        migrations.RunPython(give_permissions(PERMISSIONS), migrations.RunPython.noop),
    ]
