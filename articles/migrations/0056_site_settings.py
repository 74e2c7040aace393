"""Site settings in the admin: versions of them, and who may save the next one."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._groups import give_permissions

PERMISSIONS = {
    "Editors": ["articles.view_sitesettings"],
    "Administrators": ["articles.view_sitesettings", "articles.add_sitesettings"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0055_items_of_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, max_length=60, verbose_name="name of the site"),
                ),
                (
                    "taglines",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="A line below the name, on the front page and in the footer.",
                        verbose_name="tagline",
                    ),
                ),
                ("menu", models.JSONField(blank=True, default=list, verbose_name="menu")),
                ("footer", models.JSONField(blank=True, default=list, verbose_name="footer")),
                ("links", models.JSONField(blank=True, default=list, verbose_name="elsewhere")),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="The address of mail to which readers write. Stands in the footer.",
                        max_length=254,
                        validators=[django.core.validators.EmailValidator()],
                        verbose_name="contact",
                    ),
                ),
                (
                    "languages",
                    models.JSONField(blank=True, default=list, verbose_name="languages shown"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="saved")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        help_text="Stands in place of the name at the top of each page.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="logo_of",
                        to="articles.image",
                        verbose_name="logo",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="What other sites show with a link to a story that has no picture.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="picture_of",
                        to="articles.image",
                        verbose_name="default picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "site settings",
                "verbose_name_plural": "site settings",
                "ordering": ["-id"],
                "default_permissions": ("view", "add"),
            },
        ),
        migrations.RunPython(give_permissions(PERMISSIONS), migrations.RunPython.noop),
    ]
