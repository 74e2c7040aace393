"""Small pictures in lists and forms of the admin."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.lib.srcset import ImageSources
from articles.models import Image
from articles.models.pictures import picture_of


def desk_picture(image: Image) -> ImageSources | None:
    """The sources of an `<img>` at the desk, also of a picture that readers may not see any more;
    None when no size can be shown."""
    return picture_of(image.sizes, image.renditions)


def thumbnail(image: Image | None) -> SafeString | str:
    """An `<img>` of the image, or a dash without one."""
    displayed = desk_picture(image) if image else None
    if image is None or displayed is None:
        return "–"
    # The narrowest, which stands first.
    smallest = displayed.srcset.partition(" ")[0] or displayed.src
    return format_html(
        '<img class="thumbnail" src="{}" alt="{}" loading="lazy">', smallest, str(image)
    )
