"""Searching Unsplash for a cover, in the dialog that chooses one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from articles.admin.images.chooser import chosen_as_json
from articles.admin.request_user import user_of
from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.choosing import add_photo
from articles.editorial.unsplash.exceptions import UnsplashFailed
from articles.editorial.unsplash.photos import UnsplashPhoto

_MAX_SEARCH = 300
_MAX_ID = 50


@require_GET
def search_unsplash(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Photos that Unsplash finds by the words `q`, as choices; or why there are none.

    For those who may add pictures.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    photos: list[UnsplashPhoto] = []
    why = ""
    words = request.GET.get("q", "").strip()[:_MAX_SEARCH]
    if words:
        try:
            photos = UnsplashClient().search(words)
        except UnsplashFailed as error:
            why = str(error)
    context = {"photos": photos, "why": why, "words": words}
    return TemplateResponse(request, "admin/articles/image/unsplash.html", context)


@require_POST
def take_photo(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Make the photo with the posted `id` a picture of the library; it as JSON, or an `error`.

    For those who may add pictures.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    try:
        photo = UnsplashClient().photo(request.POST.get("id", "")[:_MAX_ID] or "-")
    except UnsplashFailed as error:
        return JsonResponse({"error": str(error)})
    picture = add_photo(photo, user_of(request))
    may_change = model_admin.has_change_permission(request, picture)
    return JsonResponse(chosen_as_json(picture, may_change=may_change))
