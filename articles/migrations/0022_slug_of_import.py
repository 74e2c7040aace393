"""The slug that an import gave an article, by which an export knows that nobody changed it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_redirect_keys")]

    operations = [
        migrations.AddField(
            model_name="originalfile",
            name="slug",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
