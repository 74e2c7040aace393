"""Who signs the briefing of an edition."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0075_calls_to_action")]

    operations = [
        migrations.AddField(
            model_name="frontedition",
            name="briefing_by",
            field=models.CharField(
                blank=True,
                default="",
                help_text="A name or a role, such as: the night desk.",
                max_length=80,
                verbose_name="signed by",
            ),
            preserve_default=False,
        ),
    ]
