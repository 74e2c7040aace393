"""Pictures carry their sizes, so that a page asks for no other rows."""

import json

from django.db import migrations, models


def describe(apps, schema_editor):
    rows = apps.get_model("articles", "ImageVariant").objects.using(schema_editor.connection.alias)
    sizes = {}
    for variant in rows.order_by("image_id", "id").iterator(2000):
        file = variant.file.name or ""
        size = (variant.name, variant.url, file, variant.width, variant.height)
        sizes.setdefault(variant.image_id, []).append(size)
    images = apps.get_model("articles", "Image").objects.using(schema_editor.connection.alias)
    for image_id, found in sizes.items():
        images.filter(pk=image_id).update(sizes=json.dumps(found))


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_mended_files_and_plain_names")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="sizes",
            field=models.TextField(default="[]", editable=False),
        ),
        migrations.RunPython(describe, migrations.RunPython.noop),
    ]
