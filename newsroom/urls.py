"""The site's addresses: the admin, the probes, uploaded pictures, and the public pages."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from articles.operations.health import probes
from articles.public import media_views

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.metrics, name="metrics"),
    path("", include("articles.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns.insert(0, path("media/<path:path>", media_views.media, name="media"))

handler404 = "articles.public.views.not_found"
handler500 = "articles.operations.error_pages.server_error"
