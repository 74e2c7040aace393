"""The picture library as a page of thumbnails, and as the inside of the dialog of covers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.images.thumbnails import desk_picture
from articles.editorial.pictures.library import (
    SHOWS,
    PictureFilters,
    numbers_of_stories,
    pictures_found,
)
from articles.lib.keyset import read_id, take
from articles.lib.site_calendar import site_day
from articles.lib.srcset import ImageSources
from articles.models import Image

PAGE_SIZE = 48
_MAX_SEARCH = 300
_LABELS = {
    "uncredited": _("No credit"),
    "undescribed": _("No description"),
    "unused": _("Unused"),
    "lately": _("Used in the last month"),
    "often": _("Used often"),
    "large": _("Large"),
    "remote": _("On other servers"),
    "local": _("Our own"),
    "rights": _("Rights end"),
}


@dataclass(frozen=True, slots=True)
class PictureChip:
    """A filter as a link: its words, and the query that it leads to."""

    label: str
    query: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class PictureTile:
    """A picture in the grid: where it is used and how large it is, and what it lacks."""

    image: Image
    picture: ImageSources | None
    facts: str
    lacks: str


def library_context(request: HttpRequest, model_admin: admin.ModelAdmin) -> dict[str, object]:
    """The context of a page of the library; three queries, two more with words.

    Pages follow each other by the id of their last picture (`?before`).
    """
    filters = read(request.GET)
    before = read_id(request.GET.get("before", ""))
    pictures = pictures_found(filters, timezone.now())
    if before:
        pictures = pictures.filter(pk__lt=before)
    page, has_more = take(pictures, PAGE_SIZE)
    query = write(filters)
    return {
        "tiles": tiles(page),
        "wanted": filters,
        "chips": _chips(filters),
        "query": query,
        "is_later": bool(before),
        "next_query": write(filters, before=page[-1].pk) if has_more else "",
        "can_add": model_admin.has_add_permission(request),
    }


def read(params: Mapping[str, str]) -> PictureFilters:
    """The filters in a query; what does not exist is ignored."""
    show = params.get("show", "")
    text = params.get("q", "").strip()[:_MAX_SEARCH]
    return PictureFilters(text, show if show in SHOWS else "")


def write(filters: PictureFilters, **more: int) -> str:
    """The query of filters with its `?`; `?` alone for all pictures."""
    values: dict[str, str | int] = {"q": filters.text, "show": filters.show, **more}
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def tiles(pictures: Collection[Image]) -> list[PictureTile]:
    """Tiles of `pictures` in their order. Two queries, which count the stories."""
    stories = numbers_of_stories(pictures)
    return [
        PictureTile(
            image, desk_picture(image), _facts(image, stories.get(image.pk, 0)), _lacks(image)
        )
        for image in pictures
    ]


def _facts(picture: Image, stories: int) -> str:
    number = ngettext("%(count)d story", "%(count)d stories", stories) % {"count": stories}
    parts = [number if stories else gettext("no story")]
    if picture.width and picture.height:
        parts.append(f"{picture.width} × {picture.height}")
    return " · ".join(parts)


def _lacks(picture: Image) -> str:
    today = site_day()
    if picture.rights_until and picture.rights_until < today:
        return gettext("Rights have ended")
    if not picture.alt and not picture.decorative:
        return gettext("No description")
    return "" if picture.credit else gettext("No credit")


def _chips(filters: PictureFilters) -> list[PictureChip]:
    labels = {"": gettext("All"), **_LABELS}
    return [
        PictureChip(
            str(label),
            write(PictureFilters(filters.text, name)),
            name == filters.show,
        )
        for name, label in labels.items()
    ]
