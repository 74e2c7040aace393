"""Pictures get an origin, pixels, a focal point, rights and texts in further languages."""

import json
import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

WIDTH = re.compile(r"[?&]w=(\d{1,6})(?:&|$)")


def describe(apps, schema_editor):
    """Fill origin, width and height from the sizes that each picture carries."""
    images = apps.get_model("articles", "Image").objects.using(schema_editor.connection.alias)
    batch = []
    for image in images.only("pk", "sizes").order_by("pk").iterator(2000):
        best = ("", None, None)
        sizes = json.loads(image.sizes)
        for _name, url, file, width, height in sizes:
            asked = WIDTH.search(url)
            width = width or (int(asked[1]) if asked and int(asked[1]) else None)
            if (bool(file), width or 0) > (bool(best[0]), best[1] or 0):
                best = (file, width, height)
        remote = any(url.startswith("https://") and not file for _n, url, file, *_ in sizes)
        image.origin = "local" if best[0] and not remote else "remote"
        image.width, image.height = best[1:]
        batch.append(image)
        if len(batch) == 2000:
            images.bulk_update(batch, ["origin", "width", "height"], batch_size=200)
            batch = []
    images.bulk_update(batch, ["origin", "width", "height"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0038_sign_on_identities"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImageText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lang", models.CharField(max_length=12, verbose_name="language")),
                (
                    "alt",
                    models.CharField(blank=True, max_length=500, verbose_name="alternative text"),
                ),
                ("caption", models.CharField(blank=True, max_length=500, verbose_name="caption")),
            ],
            options={
                "verbose_name": "text of an image",
                "verbose_name_plural": "texts of an image",
                "ordering": ["lang"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="image",
            name="colour",
            field=models.CharField(blank=True, editable=False, max_length=7),
        ),
        migrations.AddField(
            model_name="image",
            name="content_hash",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="image",
            name="credit_url",
            field=models.CharField(
                blank=True,
                help_text="The page of who made it, such as a profile on Unsplash.",
                max_length=500,
                verbose_name="link of the credit",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="decorative",
            field=models.BooleanField(
                default=False,
                help_text="It says nothing that the text does not say: screen readers leave it out.",
                verbose_name="decorative",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="focal_x",
            field=models.FloatField(
                default=0.5,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(1),
                ],
                verbose_name="focal point across",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="focal_y",
            field=models.FloatField(
                default=0.5,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(1),
                ],
                verbose_name="focal point down",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="height",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="height"),
        ),
        migrations.AddField(
            model_name="image",
            name="licence",
            field=models.CharField(
                blank=True,
                help_text="Under which terms it may be shown.",
                max_length=200,
                verbose_name="licence",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="origin",
            field=models.CharField(
                choices=[("remote", "on another server"), ("local", "uploaded")],
                default="remote",
                editable=False,
                max_length=6,
                verbose_name="origin",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="perceptual_hash",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name="image",
            name="renditions",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="image",
            name="rights_until",
            field=models.DateField(
                blank=True,
                help_text="The last day on which readers see it. Empty: for good.",
                null=True,
                verbose_name="may be shown until",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="width",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="width"),
        ),
        migrations.AddField(
            model_name="image",
            name="words",
            field=models.TextField(default="{}", editable=False),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))),
                name="focal_point_in_image",
                violation_error_message="Choose a point within the picture.",
            ),
        ),
        migrations.AddField(
            model_name="imagetext",
            name="image",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="texts",
                to="articles.image",
            ),
        ),
        migrations.AddConstraint(
            model_name="imagetext",
            constraint=models.UniqueConstraint(
                fields=("image", "lang"),
                name="text_once_per_image",
                violation_error_message="The picture has texts in this language already. Change those.",
            ),
        ),
        migrations.RunPython(describe, migrations.RunPython.noop),
    ]
