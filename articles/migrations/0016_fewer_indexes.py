"""A column that leads in an index has no other of its own.

SQLite makes the table of articles anew for it and drops the triggers of the search index, which a
later migration makes again.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_search_knows_machine_text"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="article",
            name="article_address",
        ),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_identity",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_by_external_id",
        ),
        migrations.AlterField(
            model_name="article",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.category",
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="slug",
            field=models.SlugField(db_index=False, max_length=200, verbose_name="address"),
        ),
        migrations.AlterField(
            model_name="article",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.source",
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="imagevariant",
            name="image",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="variants",
                to="articles.image",
            ),
        ),
        migrations.AlterField(
            model_name="taggedarticle",
            name="content_object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tag_links",
                to="articles.article",
            ),
        ),
        migrations.AlterField(
            model_name="taggedarticle",
            name="tag",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="article_links",
                to="articles.tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("slug", "lang"), name="article_address"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id", "source", "lang"),
                name="article_identity",
            ),
        ),
    ]
