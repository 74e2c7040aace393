"""The one app of Newsroom, and its admin.

Imports stand in `ready()`, as Django asks: models cannot be imported before all apps are known.
"""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Articles, and all that belongs to them."""

    name = "articles"
    verbose_name = _("Stories")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and connect what follows commits (WebSub)."""
        from articles.models.public_changes import lists_changed
        from articles.search import checks  # noqa: F401
        from articles.syndication import websub

        if settings.WEBSUB_HUB:
            lists_changed.connect(websub.ping_feeds_of)


class NewsroomAdminConfig(AdminConfig):
    """Django's admin with Newsroom's site class."""

    default_site = "articles.admin.site.NewsroomAdminSite"

    def ready(self) -> None:
        """Register every screen.

        Django's autodiscovery finds nothing in `articles.admin` itself: the site class is a
        module of that package, so the package must be importable before there is a site.
        """
        super().ready()
        from articles.admin import screens  # noqa: F401
