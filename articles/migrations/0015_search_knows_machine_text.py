"""The search index holds whether a text is a machine's that nobody reviewed.

The index of before is dropped; a later migration makes it again, from the articles.
"""

from django.db import migrations

from articles.migrations.search_index.operations import drop


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_review_and_history")]

    operations = [migrations.RunPython(drop, drop)]
