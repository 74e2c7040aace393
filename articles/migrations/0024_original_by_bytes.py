"""An import finds the article of a renamed file by its bytes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0023_say_what_is_wrong"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="originalfile",
            index=models.Index(fields=["sha256"], name="original_by_bytes"),
        ),
    ]
