from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0070_desk_choice")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="to_review",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
