"""The look of a picture from afar: its mean colour, and a hash that survives re-encoding."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from articles.images.scaling import resized

if TYPE_CHECKING:
    from PIL.Image import Image

# Rows of the hash, each of as many comparisons.
_ROWS = 8


class Look(NamedTuple):
    """The mean colour as `#rrggbb`, empty of what one sees through, and a difference hash of 16
    hexadecimal digits.
    """

    colour: str
    perceptual_hash: str


def look_of(image: "Image") -> Look:
    """The look of a decoded image, on white where one sees through it. Calls Pillow only."""
    from PIL import Image

    # In two steps: the first costs little, whatever the size.
    if image.mode in ("RGBA", "LA"):
        # Pillow makes a copy of a whole picture that one sees through.
        small = resized(image, (72, 64))
    else:
        small = image.resize((72, 64), Image.Resampling.NEAREST if image.mode == "P" else None)
    small.info = image.info
    small = small.convert("RGBA")
    ground = Image.new("RGBA", small.size, "white")
    small = Image.alpha_composite(ground, small).convert("RGB")
    red, green, blue = small.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    # Whether each of 9 × 8 grey squares is darker than the one on its right (dHash).
    grey = small.convert("L").resize((_ROWS + 1, _ROWS), Image.Resampling.BOX).tobytes()
    rows = (grey[at : at + _ROWS + 1] for at in range(0, len(grey), _ROWS + 1))
    bits = "".join(str(int(left < right)) for row in rows for left, right in pairwise(row))
    # Behind a picture that one sees through, a colour would stay.
    colour = "" if image.has_transparency_data else f"#{red:02x}{green:02x}{blue:02x}"
    return Look(colour, f"{int(bits, 2):016x}")
