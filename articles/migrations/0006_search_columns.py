"""What `Article.prepare()` derives for search. The index itself is articles/search/engine.py's.

Existing articles get their columns by `manage.py rebuild_search`.
"""

from django.db import migrations, models

from articles.search.engine import engine


def remove_index(apps, schema_editor):
    # SQLite drops no column that a trigger names.
    engine().remove()


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_corrections")]

    operations = [
        *(
            migrations.AddField(
                model_name="article",
                name=name,
                field=models.TextField(default="", editable=False),
            )
            for name in ("words_title", "words_lead", "words_body", "passages")
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_index),
    ]
