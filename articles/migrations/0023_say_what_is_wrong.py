"""Messages of constraints, for forms. Nothing of the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_slug_of_import"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="article",
            name="article_identity_without_source",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("external_id", ""), _negated=True), ("source", None)),
                fields=("external_id", "lang"),
                name="article_identity_without_source",
                violation_error_message=(
                    "Another story without a source has this external id in this language. "
                    "Open that one, or write another id."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_title_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="article_title_given",
                violation_error_message="Write a title.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_slug_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                name="article_slug_given",
                violation_error_message="Write an address.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_lang_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("lang", ""), _negated=True),
                name="article_lang_given",
                violation_error_message="Choose a language.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_status_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "in_review", "published", "retracted"])
                ),
                name="article_status_known",
                violation_error_message="Choose one from the list.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_sentiment_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("sentiment__in", ["", "POSITIVE", "NEUTRAL", "NEGATIVE"])),
                name="article_sentiment_known",
                violation_error_message="Choose one from the list.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_published_has_time",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="article_published_has_time",
                violation_error_message=(
                    "A published story needs the time of its publication. Write it, or "
                    "take the story down first."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_score_finite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score", None),
                    models.Q(
                        ("score__gte", -1.7976931348623157e308),
                        ("score__lte", 1.7976931348623157e308),
                    ),
                    _connector="OR",
                ),
                name="article_score_finite",
                violation_error_message=(
                    "The score must be a number, such as 0.35. Write one, or leave it empty."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_weight_in_range",
            constraint=models.CheckConstraint(
                condition=models.Q(("sticky_weight__gte", -32768), ("sticky_weight__lte", 32767)),
                name="article_weight_in_range",
                violation_error_message="Write a sticky weight from -32768 to 32767.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_address",
            constraint=models.UniqueConstraint(
                fields=("slug", "lang"),
                name="article_address",
                violation_error_message=(
                    "Another story has this address in this language. Write another address."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="article",
            name="article_identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id", "source", "lang"),
                name="article_identity",
                violation_error_message=(
                    "Another story of this source has this external id in this language. "
                    "Open that one, or write another id."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="category",
            name="category_key_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True),
                name="category_key_given",
                violation_error_message="Write the word that files use.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="category",
            name="category_slug_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                name="category_slug_given",
                violation_error_message="Write an address.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="categoryalias",
            name="categoryalias_word_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", ""), _negated=True),
                fields=("folded",),
                name="categoryalias_word_once",
                violation_error_message="This word is used already. Write another one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="categoryalias",
            name="categoryalias_address_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="categoryalias_address_once",
                violation_error_message="This address is used already. Write another one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="categoryalias",
            name="categoryalias_says_something",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("folded", ""), _negated=True),
                    models.Q(("slug", ""), _negated=True),
                    _connector="OR",
                ),
                name="categoryalias_says_something",
                violation_error_message="Write a word, or an address.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="correction",
            name="correction_text_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="correction_text_given",
                violation_error_message="Write what was wrong, and what is right.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="correction",
            name="correction_kind_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["correction", "clarification", "update", "retraction"])
                ),
                name="correction_kind_known",
                violation_error_message="Choose one from the list.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="correction",
            name="retracted_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "retraction")),
                fields=("article",),
                name="retracted_once",
                violation_error_message="The story is retracted already. Restore it first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="imagevariant",
            name="variant_once_per_image",
            constraint=models.UniqueConstraint(
                fields=("image", "name"),
                name="variant_once_per_image",
                violation_error_message=(
                    "The picture has this size already. Choose another size, or change that one."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="imagevariant",
            name="variant_has_url_or_file",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("url", ""), _negated=True),
                    models.Q(("file", ""), _negated=True),
                    _connector="OR",
                ),
                name="variant_has_url_or_file",
                violation_error_message="Give an address, or choose a file.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="page",
            name="page_address",
            constraint=models.UniqueConstraint(
                fields=("lang", "slug"),
                name="page_address",
                violation_error_message=(
                    "There is a page with this address in this language. Open that one, or "
                    "write another address."
                ),
            ),
        ),
        migrations.AlterConstraint(
            model_name="page",
            name="page_title_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="page_title_given",
                violation_error_message="Write a title.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="page",
            name="page_slug_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                name="page_slug_given",
                violation_error_message="Write an address.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="redirect",
            name="redirect_from_a_path",
            constraint=models.CheckConstraint(
                condition=models.Q(("path__startswith", "/")),
                name="redirect_from_a_path",
                violation_error_message="A path begins with /, such as /en/old-story/",
            ),
        ),
        migrations.AlterConstraint(
            model_name="source",
            name="source_key_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True),
                name="source_key_given",
                violation_error_message="Write a key: the word that files use.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="source",
            name="source_name_given",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="source_name_given",
                violation_error_message="Write the name of the source.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="source",
            name="source_trust_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("trust__in", ["publish", "review"])),
                name="source_trust_known",
                violation_error_message="Choose one from the list.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="tagalias",
            name="tagalias_word_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", ""), _negated=True),
                fields=("folded",),
                name="tagalias_word_once",
                violation_error_message="This word is used already. Write another one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="tagalias",
            name="tagalias_address_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="tagalias_address_once",
                violation_error_message="This address is used already. Write another one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="tagalias",
            name="tagalias_says_something",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("folded", ""), _negated=True),
                    models.Q(("slug", ""), _negated=True),
                    _connector="OR",
                ),
                name="tagalias_says_something",
                violation_error_message="Write a word, or an address.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taggedarticle",
            name="tagged_once",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"),
                name="tagged_once",
                violation_error_message="The story has this tag already.",
            ),
        ),
    ]
