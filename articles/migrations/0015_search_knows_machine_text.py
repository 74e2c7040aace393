"""The search index holds whether a text is a machine's that nobody reviewed.

The index of before is taken away; at the end of `migrate` it is made again, from the articles.
"""

from django.db import migrations

from articles.search.engine import engine


def remove_index(apps, schema_editor):
    # On the way back, too: SQLite drops no column that a trigger names.
    engine().remove()


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_review_and_history")]

    operations = [migrations.RunPython(remove_index, remove_index)]
