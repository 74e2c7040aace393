from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0066_uses_of_images"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="image",
            options={
                "ordering": ["-id"],
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
            },
        ),
        migrations.AlterModelOptions(
            name="imagetext",
            options={
                "default_permissions": (),
                "ordering": ["lang"],
                "verbose_name": "text of a picture",
                "verbose_name_plural": "texts of a picture",
            },
        ),
        migrations.AlterModelOptions(
            name="imagevariant",
            options={
                "ordering": ["id"],
                "verbose_name": "size of a picture",
                "verbose_name_plural": "sizes of a picture",
            },
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text=(
                    "What other sites show with a link to a story that has no picture. Readers see "
                    "it on a story when the rights of its own picture have ended."
                ),
                null=True,
                on_delete=deletion.SET_NULL,
                related_name="picture_of",
                to="articles.image",
                verbose_name="default picture",
            ),
        ),
    ]
