"""The index behind `modified_after` of the API."""

from django.db import migrations, models
from django.db.models.functions import Greatest


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_audit_log")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                "lang",
                "status",
                Greatest("modified_at", "published_at"),
                "id",
                name="article_recorded",
            ),
        ),
    ]
