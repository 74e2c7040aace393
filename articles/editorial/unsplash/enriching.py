"""Photographers, links and descriptions of covers that came from Unsplash without them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from articles.editorial.pictures.changing import change_picture
from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.exceptions import PhotoMissing
from articles.editorial.unsplash.photos import HOST, UnsplashPhoto, photo_name
from articles.lib.picture_credits import referral
from articles.models import Image

# Characters of the column: PostgreSQL refuses more.
_MAX_CREDIT_URL = 500

Finder = Callable[[str, Image], UnsplashPhoto | None]


@dataclass(slots=True)
class EnrichReport:
    """The numbers of photos that were asked for, and of pictures that got something of them."""

    photos: int = 0
    pictures: int = 0
    missing: int = 0


def photos_in_file(file: Path) -> dict[str, UnsplashPhoto]:
    """The photos of a JSON file by their names in addresses; entries that are none are left out.

    The file is a list or an object of entries {id, alt, urls, credit}. Raises OSError, ValueError.
    """
    document = json.loads(file.read_bytes())
    entries = document.values() if isinstance(document, Mapping) else document
    if not isinstance(document, list | Mapping):
        raise ValueError("neither a list nor an object")
    photos = filter(None, map(UnsplashPhoto.from_file, entries))
    return {photo.name: photo for photo in photos}


def waiting_photos(*, again: bool = False) -> dict[str, list[int]]:
    """The photos of Unsplash without a credit by their names, and the ids of their pictures.

    Photos that were asked for before are left out, but for `again`. One query.
    """
    pictures = Image.objects.filter(credit="", sizes__contains=HOST).order_by("-pk")
    if not again:
        pictures = pictures.filter(credit_asked_at=None)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for pk, sizes in pictures.values_list("pk", "sizes").iterator():
        names = (photo_name(url) for _name, url, *_rest in json.loads(sizes))
        if name := next(filter(None, names), ""):
            waiting[name].append(pk)
    return waiting


def by_file(photos: Mapping[str, UnsplashPhoto]) -> Finder:
    """Return what finds a photo among those of a file."""
    return lambda name, picture: photos.get(name)


def by_api(client: UnsplashClient) -> Finder:
    """Return what finds a photo by the API: one request each, two at most.

    An address does not tell the id of its photo. Where the file of the article told it, the photo
    is asked for; otherwise, or where that is another one, it is searched for by its description,
    and found where a result has the same address. Raises UnsplashFailed.
    """

    def find(name: str, picture: Image) -> UnsplashPhoto | None:
        known = picture.extra.get("id")
        if isinstance(known, str) and known:
            with suppress(PhotoMissing):
                photo = client.photo(known)
                # The id may be that of another photo, or of another site.
                if photo.name == name:
                    return photo
        found = client.search(picture.alt) if picture.alt else []
        return next((photo for photo in found if photo.name == name), None)

    return find


def enrich(
    waiting: Mapping[str, list[int]], find: Finder, *, dry_run: bool = False
) -> Iterator[EnrichReport]:
    """Credit the pictures of each photo; yields the report after each, the same object.

    Empty texts are filled, others stay. Each photo is asked for once, also by later runs. Raises
    what `find` raises; what was done until then stays.
    """
    report = EnrichReport()
    for name, ids in waiting.items():
        pictures = list(Image.objects.filter(pk__in=ids, credit=""))
        if not pictures:
            continue
        # Of several, the one of which the most is known: it is asked for once.
        known = max(pictures, key=lambda one: (bool(one.extra.get("id")), bool(one.alt)))
        photo = find(name, known)
        report.photos += 1
        report.missing += photo is None
        if photo and not dry_run:
            for picture in pictures:
                report.pictures += bool(change_picture(picture, values_of(photo, picture), None))
        elif photo:
            report.pictures += len(pictures)
        if not dry_run:
            Image.objects.filter(pk__in=ids).update(credit_asked_at=timezone.now())
        yield report


def values_of(photo: UnsplashPhoto, picture: Image | None = None) -> dict[str, object]:
    """The columns that a photo fills: credit, its link, and a description where there is none."""
    values: dict[str, object] = {"credit": photo.photographer}
    profile = referral(photo.profile, settings.UNSPLASH_APP) if photo.profile else ""
    if profile and len(profile) <= _MAX_CREDIT_URL:
        values["credit_url"] = profile
    if photo.alt and not (picture and (picture.alt or picture.decorative)):
        values["alt"] = photo.alt
    return values
