from django.db import migrations, models

from articles.migrations.search_index.operations import CreateSearchTriggers, DropSearchTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0053_translation_bases"),
    ]

    operations = [
        DropSearchTriggers(1),
        migrations.AddField(
            model_name="article",
            name="text_pictures",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        CreateSearchTriggers(1),
    ]
