"""The addresses of the screens of an article, in one table."""

from collections.abc import Callable

from django.contrib import admin
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from articles.admin.articles import downloads, preview_links, retraction, review, translations
from articles.admin.articles.bulk import views as bulk
from articles.admin.articles.change_form import autosave, live_preview, pasted_images, presence
from articles.admin.articles.change_list import weights
from articles.admin.articles.history import views as history


def article_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses beside the change list and the change form; each view checks who may open it.

    They come before Django's own, whose `<path:object_id>/` takes every path.
    """

    def route(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        wrapped = model_admin.admin_site.admin_view(view)
        return path(address, wrapped, {"model_admin": model_admin}, f"articles_article_{name}")

    return [
        # The change list and the dashboard.
        route("plan/", bulk.plan_action, "plan"),
        route("do/", bulk.run_action, "do"),
        route("undo/<int:pk>/", bulk.undo_action, "undo"),
        route("weights/", weights.save_weights, "weights"),
        route("pins/<str:lang>/", weights.save_pins, "pins"),
        # The script of the change form.
        route("autosave/", autosave.save_typed, "autosave"),
        route("forget/", autosave.forget_typed, "forget"),
        route("<int:pk>/presence/", presence.presence, "presence"),
        route("preview/", live_preview.live_preview, "preview"),
        route("repair/", live_preview.repair_encoding, "repair"),
        route("picture/", pasted_images.upload_image, "picture"),
        # Pages of an article.
        route("review/", review.review_queue, "review_queue"),
        route("<int:pk>/review/", review.review, "review"),
        route("<int:pk>/translations/", translations.translations, "translations"),
        route("<int:pk>/versions/", history.revisions, "versions"),
        route("<int:pk>/compare/", history.compare, "compare"),
        route("<int:pk>/origin/", history.compare_with_import, "origin"),
        route("<int:pk>/put-back/", history.restore_revision, "put_back"),
        route("<int:pk>/previews/", preview_links.preview_links, "previews"),
        route("<int:pk>/corrections/", retraction.corrections, "corrections"),
        route("<int:pk>/retract/", retraction.retract, "retract"),
        route("<int:pk>/restore/", retraction.restore, "restore"),
        # Files.
        route("<int:pk>/markdown/", downloads.download_markdown, "markdown"),
        route("<int:pk>/original/", downloads.download_original, "original"),
    ]
