"""Another file for a picture, for all stories that have it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from articles.admin.request_user import user_of
from articles.editorial.pictures.replacing import replace_everywhere
from articles.images.exceptions import BadImage, StorageFails
from articles.models import Image


@require_POST
def replace_file(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Give the picture the posted `file`, and go back to its page.

    For those who may change it.
    """
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    picture = get_object_or_404(Image, pk=pk)
    user = user_of(request)
    if not model_admin.has_change_permission(request, picture):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, gettext("Choose the file that shall take its place."))
    else:
        try:
            texts = replace_everywhere(picture, file, user)
        except (BadImage, StorageFails) as error:
            messages.error(request, str(error))
        else:
            done = gettext("The picture has the new file, on every story that has it as its cover.")
            in_texts = ngettext(
                "It was replaced within %(count)d text.",
                "It was replaced within %(count)d texts.",
                texts,
            )
            shown = f"{done} {in_texts % {'count': texts}}" if texts else done
            messages.success(request, shown)
    return HttpResponseRedirect(reverse("admin:articles_image_change", args=[pk]))
