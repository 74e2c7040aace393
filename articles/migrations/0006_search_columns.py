"""The columns that `Article.prepare()` derives for search.

Existing articles get their columns by `manage.py rebuild_search`.
"""

from django.db import migrations, models

from articles.migrations.search_index.operations import drop


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
        migrations.RunPython(migrations.RunPython.noop, drop),
    ]
