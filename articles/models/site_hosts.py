"""The hosts of links and pictures that texts may name."""

from django.conf import settings

from articles.rendering.links import SiteHosts


def site_hosts() -> SiteHosts:
    """The hosts of links and pictures that the settings name."""
    return SiteHosts(settings.SITE_HOST, tuple(settings.IMAGE_HOSTS))
