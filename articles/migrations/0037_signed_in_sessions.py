import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def end_all_sessions(apps, schema_editor):
    """Sessions that began before are in no list, where nobody could end them."""
    apps.get_model("sessions", "Session").objects.using(
        schema_editor.connection.alias
    ).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0036_pictures_of_articles_stay"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(end_all_sessions, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SignedInSession",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="sessions.session",
                    ),
                ),
                ("began_at", models.DateTimeField(auto_now_add=True, verbose_name="signed in")),
                ("seen_at", models.DateTimeField(verbose_name="last used")),
                ("network", models.CharField(max_length=64, verbose_name="network")),
                ("browser", models.CharField(max_length=80, verbose_name="browser")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_in_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
