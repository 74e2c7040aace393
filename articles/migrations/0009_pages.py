"""Pages that editors write, the first of them, and who may write them."""

from pathlib import Path

from django.db import migrations, models

from articles.migrations._groups import give_permissions

# `<slug>.<lang>.md`, a title and the text below it, each beside its rendered HTML.
TEXTS = Path(__file__).resolve().parent / "_pages_0009"
# In the order of the foot of a page.
SLUGS = ("about", "editorial-policy")
EDITORS = ["articles.view_page", "articles.add_page", "articles.change_page"]
ADMINISTRATORS = [*EDITORS, "articles.delete_page"]


def write_pages(apps, schema_editor):
    pages = apps.get_model("articles", "Page").objects.using(schema_editor.connection.alias)
    for slug in SLUGS:
        for file in sorted(TEXTS.glob(f"{slug}.*.md")):
            lang = file.name.split(".")[1]
            heading, _, body = file.read_text(encoding="utf-8").partition("\n")
            values = {
                "title": heading.removeprefix("# "),
                "body": body.strip(),
                "body_html": file.with_suffix(".html").read_text(encoding="utf-8"),
            }
            pages.get_or_create(lang=lang, slug=slug, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_image_sizes")]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lang", models.CharField(max_length=12, verbose_name="language")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The same in every language: “about” leads to /en/about/ and /uk/about/.",
                        max_length=100,
                        verbose_name="address",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("body", models.TextField(blank=True, help_text="Markdown.", verbose_name="text")),
                ("body_html", models.TextField(blank=True, editable=False)),
                ("modified_at", models.DateTimeField(auto_now=True, verbose_name="last saved")),
            ],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "ordering": ["slug", "lang"],
                "constraints": [
                    models.UniqueConstraint(fields=("lang", "slug"), name="page_address"),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="page_title_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="page_slug_given"
                    ),
                ],
            },
        ),
        migrations.RunPython(
            give_permissions({"Editors": EDITORS, "Administrators": ADMINISTRATORS}),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(write_pages, migrations.RunPython.noop),
    ]
