"""Addresses of articles get one grammar: small letters a-z, digits, and single hyphens between them.

An article with another slug gets one in the grammar, with a number where another article has it,
and its old address leads to the new one.
"""

import re
from urllib.parse import quote

import django.core.validators
from django.db import migrations, models
from django.db.models import F
from django.utils import timezone

BATCH = 500
PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
WORD = re.compile(r"[a-z0-9]+")


def new_slug(slug, pk):
    # Stored slugs are of ASCII letters, digits, - and _; others are passed over.
    return "-".join(WORD.findall(slug.lower()))[:190].strip("-") or f"story-{pk}"


def free_slug(articles, lang, slug):
    number, candidate = 1, slug
    while articles.filter(lang=lang, slug=candidate).exists():
        number += 1
        candidate = f"{slug[:180]}-{number}"
    return candidate


def write_in_grammar(apps, schema_editor):
    alias = schema_editor.connection.alias
    articles = apps.get_model("articles", "Article").objects.using(alias)
    redirects = apps.get_model("articles", "Redirect").objects.using(alias)
    originals = apps.get_model("articles", "OriginalFile").objects.using(alias)
    pending = apps.get_model("articles", "PendingRevision").objects.using(alias)
    odd = articles.exclude(slug__regex=PATTERN).order_by("pk").values_list("pk", "lang", "slug")
    after = 0
    while rows := list(odd.filter(pk__gt=after)[:BATCH]):
        after = rows[-1][0]
        for pk, lang, old in rows:
            slug = free_slug(articles, lang, new_slug(old, pk))
            articles.filter(pk=pk).update(
                slug=slug, version=F("version") + 1, modified_at=timezone.now()
            )
            originals.filter(article_id=pk, slug=old).update(slug=slug)
            redirects.filter(path=f"/{lang}/articles/{slug}").delete()
            redirects.update_or_create(
                path=quote(f"/{lang}/articles/{old}"), defaults={"article_id": pk, "page_id": None}
            )
    after = 0
    while rows := list(pending.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = rows[-1].pk
        for row in rows:
            write_pending(row, articles)


def write_pending(row, articles):
    """The pending changes of a live article hold a slug, too, and the one they started from."""
    slugs = (row.values.get("slug"), row.base.get("slug"))
    if not any(isinstance(slug, str) and not re.match(PATTERN, slug) for slug in slugs):
        return
    present = articles.filter(pk=row.article_id).values_list("slug", flat=True).get()
    typed, base = slugs
    row.base["slug"] = present
    row.values["slug"] = present if typed == base else new_slug(typed, row.article_id)
    row.save(update_fields=["values", "base"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_redirects_to_pages"),
    ]

    operations = [
        # The former spellings are not known any more, and the new ones fit older code.
        migrations.RunPython(write_in_grammar, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="article",
            name="slug",
            field=models.SlugField(
                db_index=False,
                max_length=200,
                validators=[
                    django.core.validators.RegexValidator(
                        r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
                        "Small letters a–z, digits, and single hyphens between them.",
                    )
                ],
                verbose_name="address",
            ),
        ),
    ]
