"""Calls to action in the site settings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0074_stories_to_review_of_imports")]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="calls",
            field=models.JSONField(blank=True, default=list, verbose_name="calls to action"),
        ),
    ]
