"""Makes and stores the files of a local image's renditions.

Knows no database, so that worker processes can do it.
"""

import hashlib
from dataclasses import replace
from typing import NamedTuple

from django.core.files.storage import default_storage

from articles.images.apart import renditions_apart
from articles.images.likeness import Look
from articles.images.renditions import RULES, Wanted
from articles.images.storing import original_bytes, put
from articles.lib.picture_sizes import RATIOS
from articles.lib.rendition_set import FORMATS, Point, RenditionSet, parse_renditions


class Made(NamedTuple):
    """The renditions of a picture, its look, and the SHA-256 of the file that it came as."""

    renditions: RenditionSet
    look: Look
    content_hash: str


class RenditionSource(NamedTuple):
    """The source of renditions: the stored file, the focal point, and the column as it is."""

    name: str
    point: Point
    column: str = ""

    @property
    def made(self) -> RenditionSet | None:
        """The renditions that were made of this file by the present rules."""
        made = parse_renditions(self.column)
        return made if made and (made.of, made.rules) == (self.name, RULES) else None

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing to make."""
        made = self.made
        return made is not None and (made.refused or made.point == rounded(self.point))


def rounded(point: Point) -> Point:
    """A focal point in whole percents, as crops and style sheets have it."""
    return round(point[0], 2), round(point[1], 2)


def make_files(source: RenditionSource) -> Made:
    """Make and store the files of a picture; only the crops where only the point has moved.

    Raises BadImage, or OSError when the storage fails.
    """
    point, made = rounded(source.point), source.made
    formats = () if made else FORMATS
    data = original_bytes(source.name)
    pictures = renditions_apart(data, Wanted(point, formats))
    stem = made.stem if made else f"{source.name.rpartition('.')[0]}-{RULES}"
    result = replace(made or RenditionSet(source.name, RULES, stem), point=point, crops={})
    for file in pictures.files:
        if file.kind in RATIOS:
            end = f"-{file.kind}-{point[0] * 100:.0f}-{point[1] * 100:.0f}.jpg"
            result.crops[file.kind] = (end, file.width, file.height)
        else:
            end = f"-{file.width}.{file.kind}"
            result.sizes.setdefault(file.kind, []).insert(0, (file.width, file.height))
        put(default_storage, stem + end, file.data)
    return Made(result, pictures.look, hashlib.sha256(data).hexdigest())
