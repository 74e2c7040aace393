"""Many pictures uploaded at once: each gets a verdict in words."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.request_user import user_of
from articles.editorial.pictures.adding import UploadVerdict, take_upload


@require_POST
def upload_pictures(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Add the posted `files` to the library, for those who may add pictures.

    A script gets each verdict as JSON; a browser without it goes back to the library, which shows
    them.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    verdicts = [take_upload(file, user_of(request)) for file in request.FILES.getlist("files")]
    if request.headers.get("Accept") != "application/json":
        for verdict in verdicts or [UploadVerdict(gettext("Choose one picture or more."))]:
            level = messages.SUCCESS if verdict.is_new else messages.WARNING
            messages.add_message(
                request, level if verdict.picture else messages.ERROR, verdict.message
            )
        return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
    return JsonResponse({"verdicts": [_as_json(verdict) for verdict in verdicts]})


def _as_json(verdict: UploadVerdict) -> dict[str, object]:
    picture = verdict.picture
    if picture is None:
        return {"message": verdict.message, "taken": False}
    return {
        "message": verdict.message,
        "taken": True,
        "id": picture.pk,
        "name": str(picture),
        "url": reverse("admin:articles_image_change", args=[picture.pk]),
        "alike": [
            {"name": str(other), "url": reverse("admin:articles_image_change", args=[other.pk])}
            for other in verdict.alike
        ],
    }
