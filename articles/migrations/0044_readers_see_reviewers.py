from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0043_support_of_originals"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="full_name",
            field=models.CharField(blank=True, max_length=301),
        ),
        migrations.AddField(
            model_name="review",
            name="role",
            field=models.CharField(blank=True, max_length=150),
        ),
    ]
