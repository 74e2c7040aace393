"""The one app of Newsroom, and its admin.

Imports stand in `ready()`, as Django asks: models cannot be imported before all apps are known.
"""

import mimetypes

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
        """Register the system checks and media types, and connect what follows commits."""
        from articles.images.decoding import MEDIA_TYPES
        from articles.images.tasks import connect_renditions
        from articles.models.public_change_log import changes_committed
        from articles.models.public_changes import lists_changed
        from articles.operations.health.checks import register_checks
        from articles.operations.logs.sign_ins import connect_sign_ins
        from articles.operations.tasks import checks as task_checks  # noqa: F401
        from articles.operations.telemetry.reports import start_reports
        from articles.public.cdn.purging import purge_soon
        from articles.public.page_cache.head_copy import connect_head_copy
        from articles.search import checks  # noqa: F401
        from articles.syndication import websub

        for ending, media_type in MEDIA_TYPES.items():
            # Python knows WebP since 3.13, and not every system has a table that does; browsers
            # show no picture of an unknown type (nosniff).
            mimetypes.add_type(media_type, f".{ending}")
        register_checks()
        connect_sign_ins()
        start_reports()
        connect_head_copy()
        connect_renditions()
        if settings.CDN:
            changes_committed.connect(purge_soon)
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
