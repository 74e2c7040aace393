"""The interface says story and section, also where model names and permissions are shown."""

import django.db.models.deletion
from django.db import migrations, models

# Names of permissions, which Django writes once and never again: (old, new).
WORDS = (
    ("an article", "a story"),
    ("articles", "stories"),
    ("article", "story"),
    ("category", "section"),
)


def rename_permissions(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission")
    shown = permissions.objects.using(schema_editor.connection.alias).filter(
        content_type__app_label="articles", content_type__model__in=["article", "category"]
    )
    for permission in shown:
        for old, new in WORDS:
            permission.name = permission.name.replace(old, new)
        permission.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_search_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        # The former names are no harm to older code.
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": (
                    ("submit_article", "Can submit a story for review"),
                    (
                        "review_article",
                        "Can approve machine text, and send a story back to its writer",
                    ),
                    ("publish_article", "Can publish, unpublish and edit published stories"),
                    ("retract_article", "Can retract and restore stories"),
                    ("pin_article", "Can pin stories to the top"),
                ),
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.AlterModelOptions(
            name="category",
            options={
                "ordering": ["position", "name", "id"],
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
        ),
        migrations.AlterModelOptions(
            name="categoryalias",
            options={
                "ordering": ["word", "slug", "id"],
                "verbose_name": "other key of a section",
                "verbose_name_plural": "other keys of sections",
            },
        ),
        migrations.AlterModelOptions(
            name="taggedarticle",
            options={
                "ordering": ["position", "id"],
                "verbose_name": "tag of a story",
                "verbose_name_plural": "tags of stories",
            },
        ),
        migrations.AlterField(
            model_name="article",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.category",
                verbose_name="section",
            ),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="audit",
                to="articles.article",
                verbose_name="story",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="articles.article",
                verbose_name="story",
            ),
        ),
        migrations.AlterField(
            model_name="importnote",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.article",
                verbose_name="story",
            ),
        ),
        migrations.AlterField(
            model_name="previewlink",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="preview_links",
                to="articles.article",
                verbose_name="story",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reviews",
                to="articles.article",
                verbose_name="story",
            ),
        ),
    ]
