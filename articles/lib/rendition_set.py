"""The files made of one local image, as the image's column `renditions` has them. Pure."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

# The formats of the widths, the best first: by the ending of their files.
FORMATS = ("avif", "webp", "jpg")

Point = tuple[float, float]


class RenditionFile(NamedTuple):
    """A file of the default storage, and its pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RenditionSet:
    """The renditions that were made of the stored file `of` by the rules of that name.

    `stem` begins the names of all files. `sizes` has the widths and heights of each format, the
    narrowest first; `crops` the end of the name, the width and height of each ratio, made for the
    focal `point`. `refused`: nothing can be made of the file.
    """

    of: str
    rules: str
    stem: str = ""
    point: Point = (0.5, 0.5)
    sizes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    crops: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    refused: bool = False

    def widths(self, kind: str) -> list[RenditionFile]:
        """The files of one format, the narrowest first."""
        return [
            RenditionFile(f"{self.stem}-{width}.{kind}", width, height)
            for width, height in self.sizes.get(kind, ())
        ]

    def crop(self, ratio: str) -> RenditionFile | None:
        """The JPEG of one ratio."""
        if ratio not in self.crops:
            return None
        end, width, height = self.crops[ratio]
        return RenditionFile(self.stem + end, width, height)

    def names(self) -> Iterator[str]:
        """The names of all files."""
        for kind in self.sizes:
            yield from (file.name for file in self.widths(kind))
        yield from (self.stem + end for end, _width, _height in self.crops.values())

    def dump(self) -> str:
        """The value of the column."""
        facts = asdict(self)
        return json.dumps(
            {name: value for name, value in facts.items() if value or name == "point"},
            separators=(",", ":"),
        )


def parse_renditions(column: str) -> RenditionSet | None:
    """The value of the column again; None while nothing was made."""
    if not column:
        return None
    facts = json.loads(column)
    return RenditionSet(**facts | {"point": tuple(facts["point"])})
