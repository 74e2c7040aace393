"""What editors may do with imports, the quarantine and conflicts."""

from django.db import migrations

from articles.migrations._groups import make_groups


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_import_receipts")]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
