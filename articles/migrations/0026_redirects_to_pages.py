"""A redirect leads to an article, or to a page whose slug was changed."""

import django.db.models.deletion
from django.db import migrations, models


def forget_pages(apps, schema_editor):
    """Redirects to pages cannot be kept where every redirect has an article."""
    redirects = apps.get_model("articles", "Redirect").objects.using(schema_editor.connection.alias)
    redirects.filter(article=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0025_notes_about_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="redirect",
            name="page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="articles.page",
                verbose_name="page",
            ),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="articles.article",
                verbose_name="story",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_pages),
        migrations.AddConstraint(
            model_name="redirect",
            constraint=models.CheckConstraint(
                condition=models.Q(("article", None), ("page__isnull", False))
                | models.Q(("article__isnull", False), ("page", None)),
                name="redirect_to_one_place",
                violation_error_message="Choose the story or the page to which readers are led.",
            ),
        ),
    ]
