from django.db import migrations, models


def look_again(apps, schema_editor):
    """The description counted as what the source says. The task of the worker finds all anew."""
    articles = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    articles.filter(risk__gt=0).update(claims={}, risk=100)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0042_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="support",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.RunPython(look_again, migrations.RunPython.noop),
    ]
