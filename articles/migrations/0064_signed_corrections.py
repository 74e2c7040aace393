"""Who wrote each correction."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0063_drafts_of_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="full_name",
            field=models.CharField(blank=True, default="", max_length=301),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correction",
            name="role",
            field=models.CharField(blank=True, default="", max_length=150),
            preserve_default=False,
        ),
    ]
