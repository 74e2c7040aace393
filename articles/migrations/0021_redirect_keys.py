"""Redirects are found by the key of their path, which all of its spellings share."""

import unicodedata
from urllib.parse import quote, unquote_to_bytes

import django.db.models.deletion
from django.db import migrations, models
from django.utils.encoding import repercent_broken_unicode

NOT_SHOWN = frozenset('%?#\\"<>^`{|}')
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def path_key(path):
    """`articles.lib.path_keys.path_key()` as it was at the time of this migration."""
    decoded = repercent_broken_unicode(unquote_to_bytes(path)).decode()
    segments = []
    for segment in unicodedata.normalize("NFC", decoded).split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    return "/" + "".join(map(shown, "/".join(segments).rstrip("/")))


def shown(character):
    if character in NOT_SHOWN or unicodedata.category(character) in INVISIBLE:
        return quote(character)
    return character


def normalise(apps, schema_editor):
    """Replace paths by their keys. Of several spellings of one address the first stored one stays.

    A path that is its own article's present one, or whose key is too long, never redirected.
    """
    redirects = apps.get_model("articles", "Redirect").objects.using(schema_editor.connection.alias)
    keys, useless, seen = {}, [], set()
    rows = redirects.order_by("pk").values_list("pk", "path", "article__lang", "article__slug")
    for pk, path, lang, slug in rows.iterator():
        key = path_key(path)
        if key in seen or len(key) > 500 or key == f"/{lang}/articles/{slug}":
            useless.append(pk)
            continue
        seen.add(key)
        if key != path:
            keys[pk] = key
    for start in range(0, len(useless), 1000):
        redirects.filter(pk__in=useless[start : start + 1000]).delete()
    for pk, key in keys.items():
        redirects.filter(pk=pk).update(path=key)


def with_slashes(apps, schema_editor):
    """Give paths that name no file the slash at their end that the older code looks for."""
    redirects = apps.get_model("articles", "Redirect").objects.using(schema_editor.connection.alias)
    for pk, path in list(redirects.values_list("pk", "path")):
        if "." not in path.rpartition("/")[2] and not path.endswith("/"):
            redirects.filter(pk=pk).update(path=f"{path}/"[:500])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_interface_words"),
    ]

    operations = [
        migrations.RunPython(normalise, with_slashes),
        migrations.AlterField(
            model_name="redirect",
            name="path",
            field=models.CharField(
                help_text="From the root, without the name of the site: /old/address/",
                max_length=500,
                unique=True,
                verbose_name="old path",
            ),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="articles.article",
                verbose_name="story",
            ),
        ),
        migrations.AlterField(
            model_name="importnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("quarantined", "Could not be read"),
                    ("conflict", "Conflict"),
                    ("repaired", "Repaired"),
                    ("moved", "Moved"),
                    ("vanished", "File gone"),
                    ("alias", "Old address not taken"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
