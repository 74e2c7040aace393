"""How each person wants the desk: language, time zone, first screen."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0067_pictures_as_the_interface_says"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk_choice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lang", models.CharField(blank=True, max_length=20)),
                ("zone", models.CharField(blank=True, max_length=60)),
                (
                    "start",
                    models.CharField(
                        choices=[
                            ("desk", "The desk: what waits"),
                            ("stories", "All stories"),
                            ("in_review", "Stories that wait for review"),
                            ("machine_text", "Machine text to review"),
                        ],
                        default="desk",
                        max_length=20,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
