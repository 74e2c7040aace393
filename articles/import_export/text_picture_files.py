"""Takes the pictures of a file's text that stand beside the file, in the import root."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext

from articles.images.covers import inspect_cover, store_cover
from articles.images.exceptions import BadImage
from articles.images.storing import StoredImage
from articles.import_export.cover_files import picture_path
from articles.import_export.discover import FoundFile
from articles.rendering.text_pictures import file_path, relative_pictures

# Of one text; each is decoded by a process of its own.
MOST_PICTURES = 100


class TextPicture(NamedTuple):
    """A stored picture of a text, and its alternative text there."""

    stored: StoredImage
    alt: str


@dataclass(frozen=True, slots=True)
class TextPictures:
    """The pictures of a text by the path that it says; why others could not be taken."""

    taken: dict[str, TextPicture] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """The names in the storage by path."""
        return {path: picture.stored.name for path, picture in self.taken.items()}


def copy_text_pictures(file: FoundFile, body: str, dry_run: bool) -> TextPictures:
    """Store the pictures that the text `body` of `file` shows by relative paths. A dry run
    inspects them and stores none.

    Only the first MOST_PICTURES are looked at: also one that is refused costs a process. One that
    cannot be taken does not keep the text from being imported: readers do not see it, and
    the run log says why. Raises OSError when the storage takes no file.
    """
    pictures = TextPictures()
    for number, (path, alt) in enumerate(relative_pictures(body).items()):
        if number >= MOST_PICTURES:
            pictures.refused[path] = gettext("a text has at most %d pictures") % MOST_PICTURES
            continue
        try:
            image = picture_path(file, file_path(path))
            stored = inspect_cover(image) if dry_run else store_cover(image)
        except FileNotFoundError:
            pictures.refused[path] = gettext("there is no such file")
        except (BadImage, ValueError) as error:
            # ValueError: a path that no file can have, such as one with a NUL.
            pictures.refused[path] = str(error)
        else:
            pictures.taken[path] = TextPicture(stored, alt)
    return pictures
