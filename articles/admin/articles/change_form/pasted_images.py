"""An image that is pasted into the text of an article, or dropped on it."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.access import writer_view
from articles.admin.request_user import user_of
from articles.editorial.pictures.adding import add_upload
from articles.images.exceptions import BadImage, StorageFails


@require_POST
@writer_view
def upload_image(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Store the posted `file` as an Image; JSON with its id and the Markdown that shows it.

    For those who may also add images. The same bytes are stored once.
    """
    if not request.user.has_perm("articles.add_image"):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": gettext("No picture came with it.")}, status=400)
    try:
        variant, _is_new = add_upload(file, user_of(request))
    except BadImage as error:
        return JsonResponse({"error": str(error)}, status=422)
    except StorageFails as error:
        # The text says so, too.
        return JsonResponse({"error": str(error)}, status=503, headers={"Retry-After": "60"})
    alt = variant.image.alt.replace("[", "(").replace("]", ")")
    # The path on this site, also where covers have another host: texts outlive that host.
    markdown = f"![{alt}]({settings.MEDIA_URL}{variant.file.name})"
    return JsonResponse({"id": variant.image.pk, "alt": alt, "markdown": markdown})
