import json
import re
from urllib.parse import unquote

from django.db import migrations, models
from django.db.models import deletion

_SHOWN = re.compile(r'<img src="/media/([^"?#]+)"')
_WRITTEN = re.compile(r"/media/(covers/[\w./-]+)")
_STORED = re.compile(r"covers/[\w./-]{1,193}")
_BATCH = 200


def keep_uses(apps, schema_editor):
    """Write which files of ours the texts show, in batches by id."""
    rows = {
        name: apps.get_model("articles", name).objects.using(schema_editor.connection.alias)
        for name in ("Article", "ImageUse", "Page", "PendingRevision")
    }
    with_pictures = {"body_html__contains": '<img src="/media/'}
    texts = {
        "article": rows["Article"].filter(**with_pictures).values_list("pk", "body_html"),
        "page": rows["Page"].filter(**with_pictures).values_list("pk", "body_html"),
        "pending": rows["PendingRevision"].values_list("pk", "values"),
    }
    use = rows["ImageUse"].model
    for owner, of_owner in texts.items():
        last = 0
        while batch := list(of_owner.filter(pk__gt=last).order_by("pk")[:_BATCH]):
            rows["ImageUse"].bulk_create(
                use(file=name, **{f"{owner}_id": pk})
                for pk, text in batch
                for name in _names(text)
                if _STORED.fullmatch(name)
            )
            last = batch[-1][0]


def _names(text):
    if isinstance(text, str):
        return dict.fromkeys(unquote(name) for name in _SHOWN.findall(text))
    # Changes that wait are not rendered: what their text says, and what came beside it.
    beside = json.loads(text.get("text_pictures") or "{}")
    return dict.fromkeys([*_WRITTEN.findall(text.get("body", "")), *beside.values()])


def _owner(model):
    return models.ForeignKey(
        null=True, on_delete=deletion.CASCADE, related_name="+", to=f"articles.{model}"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0064_signed_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImageUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(db_index=True, max_length=200)),
                ("article", _owner("article")),
                ("page", _owner("page")),
                ("pending", _owner("pendingrevision")),
            ],
            options={
                "verbose_name": "use of a picture",
                "verbose_name_plural": "uses of pictures",
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="imagevariant",
            index=models.Index(fields=["file"], name="variant_file"),
        ),
        migrations.RunPython(keep_uses, migrations.RunPython.noop, elidable=True),
    ]
