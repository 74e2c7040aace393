import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0035_tasks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="article",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.image",
                verbose_name="cover picture",
            ),
        ),
    ]
