"""Pictures that people add to the library, each with a verdict in words."""

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext

from articles.editorial.pictures.duplicates import lookalikes
from articles.images.exceptions import BadImage, StorageFails
from articles.images.uploads import add_image, store_upload
from articles.lib.characters import without_forbidden
from articles.lib.graphemes import clip
from articles.lib.text_inputs import typed_line
from articles.models import AuditEntry, Image, ImageVariant

# Names that cameras and programs give: they do not describe the image.
_GENERATED_NAME = re.compile(
    r"(?i)(?:image|img|dsc|screenshot|pasted|untitled|photo|picture)?[\W\d_a-f]*"
)


@dataclass(frozen=True, slots=True)
class UploadVerdict:
    """The outcome of an upload, in words; `picture` is None for a refused file.

    `alike` are pictures of the library that look the same.
    """

    message: str
    picture: Image | None = None
    is_new: bool = False
    alike: list[Image] = field(default_factory=list)


def take_upload(file: UploadedFile, by: User) -> UploadVerdict:
    """Add an uploaded file to the library, and tell what became of it."""
    name = clip(typed_line(without_forbidden(file.name or "")), 100)
    try:
        variant, is_new = add_upload(file, by)
    except (BadImage, StorageFails) as error:
        return UploadVerdict(str(error))
    picture = variant.image
    if not is_new:
        text = gettext("“%(file)s” is in the library already: “%(picture)s”.")
        return UploadVerdict(text % {"file": name, "picture": picture}, picture)
    alike = lookalikes(picture)
    if alike:
        text = gettext("“%(file)s” was added. It looks like “%(picture)s”, which was there before.")
        return UploadVerdict(text % {"file": name, "picture": alike[0]}, picture, True, alike)
    return UploadVerdict(gettext("“%(file)s” was added.") % {"file": name}, picture, True)


def add_upload(file: UploadedFile, by: User | None) -> tuple[ImageVariant, bool]:
    """The stored size that holds `file`, and whether it is new. The same bytes are stored once.

    Raises BadImage, or StorageFails.
    """
    stored = store_upload(file)
    variant = ImageVariant.objects.filter(file=stored.name).select_related("image").first()
    if variant is not None:
        return variant, False
    with transaction.atomic():
        variant = add_image(stored, alt=_alt_from_name(file.name or ""))
        AuditEntry.record("upload_picture", by, image=variant.image.pk)
    return variant, True


def _alt_from_name(name: str) -> str:
    """Alternative text made of a file's name; empty for a name that no person chose."""
    stem = PurePath(name).stem
    if _GENERATED_NAME.fullmatch(stem):
        return ""
    return clip(typed_line(re.sub(r"[-_]+", " ", without_forbidden(stem))), 500).strip()
