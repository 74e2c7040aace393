"""The picture library within the dialog that chooses a cover, and what is set there."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from articles.admin.images.library_page import library_context, tiles
from articles.admin.images.picture_form import PictureForm
from articles.admin.request_user import user_of
from articles.editorial.pictures.changing import change_picture
from articles.models import Image

# What the dialog sets; everything else is on the picture's page.
_SET_HERE = ["alt", "decorative", "credit", "focal_x", "focal_y"]


class ChosenCoverForm(PictureForm):
    """The columns of a picture that the dialog of covers sets."""

    class Meta(PictureForm.Meta):
        fields = _SET_HERE


@require_GET
def choose_cover(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The pictures of a page of the library as choices, for those who may view pictures."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    context = library_context(request, model_admin) | {"choosing": True}
    return TemplateResponse(request, "admin/articles/image/choices.html", context)


@require_http_methods(["GET", "POST"])
def chosen_cover(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin) -> HttpResponse:
    """A picture as JSON, as readers will see it. A POST first sets what the dialog sets.

    Texts and focal point belong to the picture: they change on every story that has it, and are
    for those who may change it. Errors are by the name of the field.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    picture = get_object_or_404(Image, pk=pk)
    may_change = model_admin.has_change_permission(request, picture)
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        form = ChosenCoverForm(request.POST, instance=picture)
        if not form.is_valid():
            return JsonResponse({"errors": {name: list(e) for name, e in form.errors.items()}})
        values = {name: form.cleaned_data[name] for name in _SET_HERE}
        picture = Image.objects.get(pk=pk)
        change_picture(picture, values, user_of(request))
    return JsonResponse(chosen_as_json(picture, may_change=may_change))


def chosen_as_json(picture: Image, *, may_change: bool) -> dict[str, Any]:
    """Return a picture as the dialog shows it, with the values of its fields; one query."""
    (tile,) = tiles([picture])
    shown = tile.picture
    return {
        "id": picture.pk,
        "name": str(picture),
        "url": reverse("admin:articles_image_change", args=[picture.pk]),
        "src": shown.src if shown else "",
        "srcset": shown.srcset if shown else "",
        "facts": tile.facts,
        "lacks": tile.lacks,
        "may_change": may_change,
        "values": {
            "alt": picture.alt,
            "decorative": picture.decorative,
            "credit": picture.credit,
            "focal_x": round(picture.focal_x * 100, 2),
            "focal_y": round(picture.focal_y * 100, 2),
        },
    }
