"""The addresses of the picture library, in one table."""

from collections.abc import Callable

from django.contrib import admin
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from articles.admin.images import chooser, replacing, unsplash_search, uploads


def image_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses beside the library and the page of a picture; each view checks who may."""

    def route(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        wrapped = model_admin.admin_site.admin_view(view)
        return path(address, wrapped, {"model_admin": model_admin}, f"articles_image_{name}")

    return [
        route("upload/", uploads.upload_pictures, "upload"),
        route("choose/", chooser.choose_cover, "choose"),
        route("unsplash/", unsplash_search.search_unsplash, "unsplash"),
        route("unsplash/take/", unsplash_search.take_photo, "unsplash_take"),
        route("<int:pk>/chosen/", chooser.chosen_cover, "chosen"),
        route("<int:pk>/replace/", replacing.replace_file, "replace"),
    ]
