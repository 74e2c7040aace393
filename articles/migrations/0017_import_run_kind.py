"""The entrance of an import becomes a column; it was a prefix of `origin` before."""

from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Concat, Left, Substr

_PREFIXES = {"upload": "upload: ", "retry": "quarantine: "}


def split_origin(apps, schema_editor):
    runs = apps.get_model("articles", "ImportRun").objects.using(schema_editor.connection.alias)
    for kind, prefix in _PREFIXES.items():
        origin = Substr("origin", len(prefix) + 1)
        runs.filter(origin__startswith=prefix).update(kind=kind, origin=origin)


def join_origin(apps, schema_editor):
    runs = apps.get_model("articles", "ImportRun").objects.using(schema_editor.connection.alias)
    for kind, prefix in _PREFIXES.items():
        # The prefix may push the end of a very long path out of the column.
        runs.filter(kind=kind).update(origin=Left(Concat(Value(prefix), "origin"), 1000))


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_fewer_indexes")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("command", "By command"),
                    ("upload", "Upload"),
                    ("retry", "Mended at the desk"),
                ],
                default="command",
                max_length=10,
                verbose_name="from where",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="origin",
            field=models.CharField(max_length=1000, verbose_name="path"),
        ),
        migrations.RunPython(split_origin, join_origin),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["kind", "-id"], name="imports_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["command", "upload", "retry"])),
                name="import_kind_known",
            ),
        ),
    ]
