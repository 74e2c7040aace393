"""A picture that is pasted into a text, or dropped on it."""

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.permissions import must_write
from articles.images.exceptions import BadImage
from articles.images.upload import store_upload
from articles.models import Article, AuditEntry, Image, ImageVariant

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin

# What cameras and programs call a picture says nothing of what it shows.
_MADE_UP = re.compile(r"(?i)(?:image|img|dsc|screenshot|pasted|untitled|photo|picture)?[\W\d_a-f]*")


class Pictures(Admin):
    """A side address of `ArticleAdmin`, for who may write and add pictures."""

    def get_urls(self) -> list[URLPattern]:
        """Before the admin's own, which take every path for an id."""
        view = self.admin_site.admin_view
        return [
            path("picture/", view(require_POST(self.upload)), name="articles_article_picture"),
            *super().get_urls(),
        ]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Keep `file` as an Image, and answer the Markdown that shows it."""
        must_write(self, request)
        if not request.user.has_perm("articles.add_image"):
            raise PermissionDenied
        file = request.FILES.get("file")
        if file is None:
            return JsonResponse({"error": gettext("No picture came with it.")}, status=400)
        if (file.size or 0) > settings.UPLOAD_LIMITS["file_bytes"]:
            text = gettext("The picture is too large (UPLOAD_MAX_FILE_BYTES).")
            return JsonResponse({"error": text}, status=413)
        try:
            kept = store_upload(file)
        except BadImage as error:
            return JsonResponse({"error": str(error)}, status=422)
        variant = ImageVariant.objects.filter(file=kept.name).select_related("image").first()
        if variant is None:
            alt = _words_of(file.name or "")
            with transaction.atomic():
                image = Image.objects.create(alt=alt)
                variant = ImageVariant.objects.create(
                    image=image,
                    name="full",
                    file=kept.name,
                    width=kept.width,
                    height=kept.height,
                )
                image.sign()
                AuditEntry.record("upload_picture", request.user, image=image.pk)
        alt = variant.image.alt.replace("[", "(").replace("]", ")")
        return JsonResponse(
            {"id": variant.image.pk, "alt": alt, "markdown": f"![{alt}]({variant.address})"}
        )


def _words_of(name: str) -> str:
    """Alternative text of a file's name, when somebody gave it one."""
    stem = PurePath(name).stem
    return "" if _MADE_UP.fullmatch(stem) else re.sub(r"[-_\s]+", " ", stem).strip()[:500]
