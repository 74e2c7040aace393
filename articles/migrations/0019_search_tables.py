"""The search index is made here, and no longer at the end of every `migrate`.

A database that already has one gets a new one, filled from its articles.
"""

from django.db import migrations

from articles.migrations.search_index.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_redirects_and_revisions")]

    operations = [CreateSearchIndex(1)]
