"""The site's addresses: the admin, the health check, uploaded pictures, and the public pages."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from articles.public import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("", include("articles.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns.insert(0, path("media/<path:path>", views.media, name="media"))

handler404 = "articles.public.views.not_found"
