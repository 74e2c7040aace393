from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0076_signed_briefings")]

    operations = [
        migrations.AddField(
            model_name="deskchoice",
            name="preview",
            field=models.CharField(
                choices=[
                    ("beside", "Beside the text"),
                    ("full", "In place of the text"),
                    ("off", "Off"),
                ],
                default="beside",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="deskchoice",
            name="has_panel",
            field=models.BooleanField(default=True),
        ),
    ]
