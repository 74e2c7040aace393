"""Sources are found by their keys in any spelling: `UN` in a file means the source `un`.

Of sources whose keys differ only in spelling all stay, with their articles. The oldest one answers
to every other spelling. Where one of them is reviewed first, all are from now on, so that no
spelling is a way around; each such change is in the audit log, and told on the terminal.
"""

import hashlib
import re
import unicodedata

from django.db import migrations, models

BATCH = 500
IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def fold(key):
    text = unicodedata.normalize("NFKC", IGNORABLE.sub("", key))
    text = re.sub("[\t\r\n ]+", " ", text).strip(" ")
    text = unicodedata.normalize("NFKC", re.sub(" +", " ", text.casefold()))
    return text if len(text) <= 200 else hashlib.sha256(text.encode()).hexdigest()


def fold_keys(apps, schema_editor):
    alias = schema_editor.connection.alias
    sources = apps.get_model("articles", "Source").objects.using(alias)
    oldest, alike = {}, {}
    for source in sources.order_by("pk"):
        first = oldest.setdefault(fold(source.key), source)
        if first is not source:
            alike.setdefault(first.pk, [first]).append(source)
    for folded, source in oldest.items():
        source.folded = folded
    for group in alike.values():
        for source in group[1:]:
            # No folded key begins with a blank.
            source.folded = f" {hashlib.sha256(source.key.encode()).hexdigest()}"
    changed = [*oldest.values(), *(source for group in alike.values() for source in group[1:])]
    sources.bulk_update(changed, ["folded"], batch_size=BATCH)
    for group in alike.values():
        tell(group)
        if any(source.trust == "review" for source in group):
            review_first(apps, alias, group)


def tell(group):
    keys = ", ".join(f"“{source.key}”" for source in group)
    print(f"\n  Sources with one key in several spellings: {keys}. All are kept.", end="")


def review_first(apps, alias, group):
    audit = apps.get_model("articles", "AuditEntry").objects.using(alias)
    for source in group:
        if source.trust != "review":
            source.trust = "review"
            source.save(update_fields=["trust"])
            audit.create(
                action="trust",
                reason="Its key is another spelling of one that is always reviewed first.",
                detail={"source": source.key, "trust": "review"},
            )
            print(f" The articles of “{source.key}” are reviewed first from now on.", end="")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0028_refused_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fold_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="source",
            name="folded",
            field=models.CharField(editable=False, max_length=200, unique=True),
        ),
    ]
