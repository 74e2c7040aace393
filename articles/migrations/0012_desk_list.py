"""The desk finds a story by the id that its source gave it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_recorded")]

    operations = [
        # It gave the old list its order, and nothing else.
        migrations.RemoveIndex(model_name="article", name="article_newest"),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=["external_id"],
                name="article_by_external_id",
            ),
        ),
    ]
