"""Names of categories, tags and sources in every language of the site."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0056_site_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="names",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="For readers. Where it is empty they see the name above.",
                verbose_name="names in other languages",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="names",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="For readers. Where it is empty they see the name above.",
                verbose_name="names in other languages",
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="names",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="For readers. Where it is empty they see the name above.",
                verbose_name="names in other languages",
            ),
        ),
    ]
