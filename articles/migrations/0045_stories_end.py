from django.db import migrations, models

from articles.migrations.search_index.operations import CreateSearchTriggers, DropSearchTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0044_readers_see_reviewers"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="article",
            name="article_front",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_by_category",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_by_source",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_by_status",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_changes",
        ),
        migrations.RemoveIndex(
            model_name="taggedarticle",
            name="tag_list",
        ),
        migrations.AddField(
            model_name="article",
            name="expires_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Readers see the story until then. Empty: it does not end.",
                null=True,
                verbose_name="ends",
            ),
        ),
        migrations.AddField(
            model_name="taggedarticle",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        DropSearchTriggers(1),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at", None),
                    ("published_at", None),
                    ("expires_at__gt", models.F("published_at")),
                    _connector="OR",
                ),
                name="article_ends_after_publication",
                violation_error_message="The story would end before it is published. Write a later end, or empty it.",
            ),
        ),
        CreateSearchTriggers(1),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["lang", "status", "-published_at", "-id", "expires_at"],
                name="article_front",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["category", "lang", "status", "-published_at", "-id", "expires_at"],
                name="article_by_category",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["source", "lang", "status", "-published_at", "-id", "expires_at"],
                name="article_by_source",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["status", "-published_at", "-id", "expires_at"], name="article_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("reader_modified_at__isnull", False)),
                fields=["status", "published_at", "id", "reader_modified_at", "expires_at"],
                name="article_changes",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)),
                fields=["expires_at", "id"],
                name="article_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="taggedarticle",
            index=models.Index(
                fields=["tag", "lang", "status", "-published_at", "-content_object", "expires_at"],
                name="tag_list",
            ),
        ),
    ]
