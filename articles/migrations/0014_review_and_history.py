"""Reviews of machine text, preview links, other words of labels, and trust in sources."""

import hashlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._claims_0014 import counts, likeness, risk_of, unsupported
from articles.migrations._groups import give_permissions

PERMISSIONS = [
    "articles.view_previewlink",
    "articles.add_previewlink",
    "articles.change_previewlink",
]

_COLUMNS = ("id", "title", "description", "body", "ai", "sentiment")
_AT_ONCE = 500


def measure_texts(apps, schema_editor):
    """Fill the columns that every full save writes from now on: the hash of the text, its claims
    and its risk. Until then a machine's text would pass for one that a person answers for."""
    model = apps.get_model("articles", "Article")
    rows = model.objects.using(schema_editor.connection.alias)
    batch = []
    for article in rows.only(*_COLUMNS).iterator(chunk_size=_AT_ONCE):
        seen = "\0".join((article.title, article.description, article.body))
        article.text_hash = hashlib.sha256(seen.encode()).hexdigest()
        found = counts(unsupported(article.body, f"{article.title}\n{article.description}"))
        ai = article.ai or {}
        by_machine = ai and (ai.get("translatedFrom") or ai.get("rewritten") is not False)
        article.claims = dict(found)
        article.risk = risk_of(found, article.sentiment) if by_machine else 0
        batch.append(article)
        if len(batch) == _AT_ONCE:
            rows.bulk_update(batch, ["text_hash", "claims", "risk"])
            batch = []
    rows.bulk_update(batch, ["text_hash", "claims", "risk"])


def liken_tags(apps, schema_editor):
    model = apps.get_model("articles", "Tag")
    rows = model.objects.using(schema_editor.connection.alias)
    batch = []
    for tag in rows.only("id", "name").iterator(chunk_size=_AT_ONCE):
        tag.alike = likeness(tag.name)
        batch.append(tag)
        if len(batch) == _AT_ONCE:
            rows.bulk_update(batch, ["alike"])
            batch = []
    rows.bulk_update(batch, ["alike"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_story_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CategoryAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=100, verbose_name="word")),
                ("folded", models.CharField(blank=True, editable=False, max_length=200)),
                ("slug", models.SlugField(blank=True, max_length=100, verbose_name="old address")),
            ],
            options={
                "verbose_name": "other key of a category",
                "verbose_name_plural": "other keys of categories",
                "ordering": ["word", "slug", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reader",
                    models.CharField(
                        blank=True,
                        help_text="So that you know it again.",
                        max_length=200,
                        verbose_name="for whom",
                    ),
                ),
                ("made_by_name", models.CharField(blank=True, max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                ("expires_at", models.DateTimeField(verbose_name="until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                ("revoked_by_name", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "preview link",
                "verbose_name_plural": "preview links",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text_hash", models.CharField(max_length=64)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "accepted",
                    models.JSONField(
                        blank=True, default=list, verbose_name="claims that were accepted"
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="TagAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=100, verbose_name="word")),
                ("folded", models.CharField(blank=True, editable=False, max_length=200)),
                ("slug", models.SlugField(blank=True, max_length=100, verbose_name="old address")),
            ],
            options={
                "verbose_name": "other word of a tag",
                "verbose_name_plural": "other words of tags",
                "ordering": ["word", "slug", "id"],
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": (
                    ("submit_article", "Can submit an article for review"),
                    (
                        "review_article",
                        "Can approve machine text, and send an article back to its writer",
                    ),
                    ("publish_article", "Can publish, unpublish and edit published articles"),
                    ("retract_article", "Can retract and restore articles"),
                    ("pin_article", "Can pin articles to the top"),
                ),
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_action_known",
        ),
        migrations.AddField(
            model_name="article",
            name="claims",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="article",
            name="held",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="article",
            name="reviewed_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="article",
            name="risk",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="article",
            name="text_hash",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="source",
            name="feed_url",
            field=models.CharField(
                blank=True,
                help_text="Where its stories come from, for the desk.",
                max_length=500,
                validators=[django.core.validators.URLValidator(["https", "http"])],
                verbose_name="feed address",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="lang",
            field=models.CharField(
                blank=True,
                help_text="The one that it writes in.",
                max_length=12,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.image",
                verbose_name="logo",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="trust",
            field=models.CharField(
                choices=[
                    ("publish", "Published by its import"),
                    ("review", "Always reviewed first"),
                ],
                default="publish",
                help_text="What an import does with a new story that its file does not call a draft.",
                max_length=10,
                verbose_name="trust",
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="alike",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
        ),
        migrations.AlterField(
            model_name="revision",
            name="action",
            field=models.CharField(
                choices=[
                    ("edit", "Edited"),
                    ("autosave", "Saved while typing"),
                    ("rewrite", "Rewritten by a language model"),
                    ("revert", "An earlier text restored"),
                    ("approve", "Text approved"),
                    ("import", "Imported again"),
                    ("submit", "Submitted for review"),
                    ("send_back", "Sent back"),
                    ("publish", "Published"),
                    ("unpublish", "Unpublished"),
                    ("retract", "Retracted"),
                    ("restore", "Restored as a draft"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="url",
            field=models.CharField(
                blank=True,
                help_text="Readers are led here.",
                max_length=500,
                validators=[django.core.validators.URLValidator(["https", "http"])],
                verbose_name="home page",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("risk__gt", 0)),
                fields=["-risk", "-id", "status"],
                name="article_review",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["act", "-id"], name="audit_by_act"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["actor_name", "-id"], name="audit_by_actor"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["created_at", "id"], name="audit_by_time"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "edit",
                            "autosave",
                            "rewrite",
                            "revert",
                            "approve",
                            "import",
                            "submit",
                            "send_back",
                            "publish",
                            "unpublish",
                            "retract",
                            "restore",
                        ],
                    )
                ),
                name="revision_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("trust__in", ["publish", "review"])), name="source_trust_known"
            ),
        ),
        migrations.AddField(
            model_name="categoryalias",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="articles.category",
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="preview_links",
                to="articles.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reviews",
                to="articles.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="tagalias",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="articles.tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="categoryalias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", ""), _negated=True),
                fields=("folded",),
                name="categoryalias_word_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="categoryalias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="categoryalias_address_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="categoryalias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("folded", ""), _negated=True),
                    models.Q(("slug", ""), _negated=True),
                    _connector="OR",
                ),
                name="categoryalias_says_something",
            ),
        ),
        migrations.AddIndex(
            model_name="previewlink",
            index=models.Index(fields=["article", "-id"], name="previews_of_article"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["article", "-id"], name="reviews_of_article"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("text_hash", ""), _negated=True), name="review_of_a_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="tagalias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", ""), _negated=True),
                fields=("folded",),
                name="tagalias_word_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagalias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="tagalias_address_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagalias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("folded", ""), _negated=True),
                    models.Q(("slug", ""), _negated=True),
                    _connector="OR",
                ),
                name="tagalias_says_something",
            ),
        ),
        migrations.RunPython(
            give_permissions({"Editors": PERMISSIONS, "Administrators": PERMISSIONS}),
            migrations.RunPython.noop,
        ),
        # Last: PostgreSQL alters no table whose rows this transaction changed.
        migrations.RunPython(measure_texts, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(liken_tags, migrations.RunPython.noop, elidable=True),
    ]
