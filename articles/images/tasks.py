"""Makes the renditions of local images: a task after each change that needs some, and a command."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from articles.images.exceptions import BadImage
from articles.images.rendition_files import Made, RenditionSource, make_files
from articles.images.renditions import RULES
from articles.lib.background_tasks import LONG, PermanentFailure, background_task
from articles.lib.rendition_set import RenditionSet
from articles.models import Image


class PictureRefused(PermanentFailure):
    """The picture cannot be encoded in other sizes; its one cleaned copy is served."""


@background_task(_("Make the sizes of a picture"), once=True, queue=LONG)
def make_renditions_of(image_id: int) -> None:
    """Make what an image lacks, and tell the pages that show it; nothing where it lacks nothing.

    Raises PictureRefused, or OSError while the storage is away.
    """
    image = local_images().filter(pk=image_id).first()
    if image is None or (source := source_of(image)).is_complete:
        return
    try:
        made = make_files(source)
    except BadImage as error:
        write_refused(image_id, source)
        raise PictureRefused(str(error)) from error
    write_renditions(image_id, made)


def local_images() -> QuerySet[Image]:
    """The images that renditions are made of, by id."""
    return Image.objects.filter(origin=Image.Origin.LOCAL).order_by("pk")


def source_of(image: Image) -> RenditionSource:
    """Return the source of the renditions of a local image. No query."""
    return RenditionSource(image.source_file, image.focal_point, image.renditions)


def write_renditions(image_id: int, made: Made) -> bool:
    """Give an image what was made of its file, and tell the pages that show it.

    Returns whether it still has that file.
    """
    return _write(
        image_id,
        made.renditions,
        colour=made.look.colour,
        perceptual_hash=made.look.perceptual_hash,
        content_hash=made.content_hash,
    )


def write_refused(image_id: int, source: RenditionSource) -> bool:
    """Note that nothing can be made of a file. Returns whether the image still has it."""
    return _write(image_id, RenditionSet(source.name, RULES, refused=True))


def _write(image_id: int, renditions: RenditionSet, **columns: str) -> bool:
    with transaction.atomic():
        image = local_images().select_for_update().filter(pk=image_id).first()
        if image is None or image.source_file != renditions.of:
            return False
        image.renditions = renditions.dump()
        for name, value in columns.items():
            setattr(image, name, value)
        image.save(update_fields=["renditions", *columns])
        return True


def connect_renditions() -> None:
    """Have what an image lacks made after each save of it that commits."""
    post_save.connect(_enqueue, sender=Image, dispatch_uid="renditions")


def _enqueue(instance: Image, raw: bool = False, **kwargs: Any) -> None:
    # Not of rows that are loaded as they stand elsewhere, from a fixture.
    if not raw and instance.origin == Image.Origin.LOCAL and not source_of(instance).is_complete:
        make_renditions_of.enqueue(instance.pk)
