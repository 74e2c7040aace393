import hashlib
import re
import unicodedata

import django.db.models.deletion
from django.db import migrations, models


def write_names(apps, schema_editor):
    """Fold the names that tags have in the languages of the site."""
    alias = schema_editor.connection.alias
    tags = apps.get_model("articles", "Tag").objects.using(alias).exclude(names={})
    model = apps.get_model("articles", "TagName")
    model.objects.using(alias).bulk_create(
        (
            model(tag_id=pk, folded=folded)
            for pk, names in tags.order_by("pk").values_list("pk", "names")
            for folded in sorted({_fold(name) for name in names.values() if name})
        ),
        batch_size=500,
    )


def _fold(name):
    text = unicodedata.normalize("NFKC", name).casefold()
    folded = unicodedata.normalize("NFKC", re.sub(r"[ \t\r\n]+", " ", text).strip(" "))
    return folded if len(folded) <= 200 else hashlib.sha256(folded.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("articles", "0078_editor_layout")]

    operations = [
        migrations.CreateModel(
            name="TagName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folded", models.CharField(max_length=200)),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.tag",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("folded", "tag"), name="tag_name_once")
                ],
            },
        ),
        migrations.RunPython(write_names, migrations.RunPython.noop),
    ]
