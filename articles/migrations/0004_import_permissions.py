"""What editors may do with imports, the quarantine and conflicts."""

from django.db import migrations

from articles.migrations._groups import give_permissions

PERMISSIONS = [
    "articles.add_importrun",
    "articles.view_importrun",
    "articles.view_quarantinedfile",
    "articles.change_quarantinedfile",
    "articles.delete_quarantinedfile",
    "articles.view_importconflict",
    "articles.change_importconflict",
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_import_receipts")]

    operations = [
        migrations.RunPython(
            give_permissions({"Editors": PERMISSIONS, "Administrators": PERMISSIONS}),
            migrations.RunPython.noop,
        )
    ]
