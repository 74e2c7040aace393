"""Pages with an order, a description, and a state in which readers do not see them."""

from django.db import migrations, models

from articles.migrations._groups import give_permissions

PERMISSIONS = {
    "Writers": ["articles.view_page", "articles.add_page", "articles.change_page"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0062_topics"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="page",
            options={
                "ordering": ["position", "slug", "lang"],
                "verbose_name": "page",
                "verbose_name_plural": "pages",
            },
        ),
        migrations.AddField(
            model_name="page",
            name="description",
            field=models.CharField(
                blank=True,
                default="",
                help_text="A sentence or two for search engines and for links on other sites.",
                max_length=300,
                verbose_name="description",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="page",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=100, help_text="Lower comes first.", verbose_name="place among the pages"
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="is_draft",
            field=models.BooleanField(
                default=False, help_text="Readers do not see it yet.", verbose_name="draft"
            ),
        ),
        migrations.RunPython(give_permissions(PERMISSIONS), migrations.RunPython.noop),
    ]
