"""An image that is pasted into the text of an article, or dropped on it."""

import re
from pathlib import PurePath

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.access import writer_view
from articles.images.exceptions import BadImage, StorageFails
from articles.images.uploads import store_upload
from articles.lib.characters import without_forbidden
from articles.lib.graphemes import clip
from articles.lib.text_inputs import typed_line
from articles.models import AuditEntry, Image, ImageVariant

# Names that cameras and programs give: they do not describe the image.
_GENERATED_NAME = re.compile(
    r"(?i)(?:image|img|dsc|screenshot|pasted|untitled|photo|picture)?[\W\d_a-f]*"
)


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
        variant = _stored_variant(request, file)
    except BadImage as error:
        return JsonResponse({"error": str(error)}, status=422)
    except StorageFails as error:
        # The text says so, too.
        return JsonResponse({"error": str(error)}, status=503, headers={"Retry-After": "60"})
    alt = variant.image.alt.replace("[", "(").replace("]", ")")
    # The path on this site, also where covers have another host: texts outlive that host.
    markdown = f"![{alt}]({settings.MEDIA_URL}{variant.file.name})"
    return JsonResponse({"id": variant.image.pk, "alt": alt, "markdown": markdown})


def _stored_variant(request: HttpRequest, file: UploadedFile) -> ImageVariant:
    """The variant that holds `file`, created with its image if there is none yet."""
    stored = store_upload(file)
    variant = ImageVariant.objects.filter(file=stored.name).select_related("image").first()
    if variant is not None:
        return variant
    with transaction.atomic():
        image = Image.objects.create(alt=_alt_from_name(file.name or ""))
        variant = ImageVariant.objects.create(
            image=image, name="full", file=stored.name, width=stored.width, height=stored.height
        )
        image.sign()
        AuditEntry.record("upload_picture", request.user, image=image.pk)
    return variant


def _alt_from_name(name: str) -> str:
    """Alternative text made of a file's name; empty for a name that no person chose."""
    stem = PurePath(name).stem
    if _GENERATED_NAME.fullmatch(stem):
        return ""
    return clip(typed_line(re.sub(r"[-_]+", " ", without_forbidden(stem))), 500).strip()
