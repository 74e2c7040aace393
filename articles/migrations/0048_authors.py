"""Authors, the links of articles to them, and who may edit them.

Files had the key `author` before it meant anything: it was kept as an unknown key. What names people
there becomes the names of the article, so that its file stays as it is.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._author_names import move_names
from articles.migrations._groups import give_permissions
from articles.migrations.search_index.operations import CreateSearchTriggers, DropSearchTriggers

PERMISSIONS = {
    "Writers": ["articles.view_author"],
    "Editors": [f"articles.{verb}_author" for verb in ("view", "add", "change")],
    "Administrators": [f"articles.{verb}_author" for verb in ("view", "add", "change", "delete")],
}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0047_runs_of_the_chain"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropSearchTriggers(1),
        migrations.AddField(
            model_name="article",
            name="author_names",
            field=models.JSONField(blank=True, default=list, verbose_name="authors"),
        ),
        CreateSearchTriggers(1),
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("folded", models.CharField(editable=False, max_length=200, unique=True)),
                ("slug", models.SlugField(max_length=100, unique=True, verbose_name="address")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        help_text="Such as: energy correspondent.",
                        max_length=150,
                        verbose_name="role",
                    ),
                ),
                (
                    "bio",
                    models.TextField(
                        blank=True,
                        help_text="A few sentences for readers. An empty line begins a new paragraph.",
                        max_length=4000,
                        verbose_name="about the author",
                    ),
                ),
                ("links", models.JSONField(blank=True, default=list, verbose_name="links")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        help_text="The person's account at this desk, if they have one. Readers do not see it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="author",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="authors",
                        to="articles.image",
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ArticleAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("lang", models.CharField(max_length=12)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("published", "Published"),
                            ("retracted", "Retracted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("sticky_weight", models.SmallIntegerField(default=0)),
                ("sticky_until", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="author_links",
                        to="articles.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="article_links",
                        to="articles.author",
                    ),
                ),
            ],
            options={
                "verbose_name": "author of a story",
                "verbose_name_plural": "authors of stories",
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folded", models.CharField(blank=True, editable=False, max_length=200)),
                ("slug", models.SlugField(blank=True, max_length=100, verbose_name="old address")),
                ("word", models.CharField(blank=True, max_length=200, verbose_name="word")),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="articles.author",
                    ),
                ),
            ],
            options={
                "verbose_name": "other name of an author",
                "verbose_name_plural": "other names of authors",
                "ordering": ["word", "slug", "id"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="author_name_given",
                violation_error_message="Write the name of the author.",
            ),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                name="author_slug_given",
                violation_error_message="Write an address.",
            ),
        ),
        migrations.AddIndex(
            model_name="articleauthor",
            index=models.Index(
                fields=[
                    "author",
                    "lang",
                    "status",
                    "-published_at",
                    "-content_object",
                    "expires_at",
                ],
                name="author_list",
            ),
        ),
        migrations.AddIndex(
            model_name="articleauthor",
            index=models.Index(
                condition=models.Q(("sticky_weight__gt", 0)),
                fields=[
                    "author",
                    "lang",
                    "status",
                    "-sticky_weight",
                    "-published_at",
                    "-content_object",
                ],
                name="author_pins",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleauthor",
            constraint=models.UniqueConstraint(
                fields=("content_object", "author"),
                name="author_once",
                violation_error_message="The story has this author already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoralias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", ""), _negated=True),
                fields=("folded",),
                name="authoralias_word_once",
                violation_error_message="This word is used already. Write another one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoralias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="authoralias_address_once",
                violation_error_message="This address is used already. Write another one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoralias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("folded", ""), _negated=True),
                    models.Q(("slug", ""), _negated=True),
                    _connector="OR",
                ),
                name="authoralias_says_something",
                violation_error_message="Write a word, or an address.",
            ),
        ),
        migrations.RunPython(move_names, migrations.RunPython.noop),
        migrations.RunPython(give_permissions(PERMISSIONS), migrations.RunPython.noop),
    ]
