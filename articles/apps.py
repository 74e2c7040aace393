"""The one app of Newsroom."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from articles.search.engine import keep_standing


class ArticlesConfig(AppConfig):
    """Articles, and all that belongs to them."""

    name = "articles"
    verbose_name = _("Articles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See to the search index after migrations; no other signal is listened to."""
        post_migrate.connect(keep_standing, sender=self)


class DeskConfig(AdminConfig):
    """Django's admin with the desk's menu."""

    default_site = "articles.desk.Desk"
