"""Takes the local images of a file's cover, which stand beside it in the import root."""

import os

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import ParsedFile
from articles.images.covers import inspect_cover, store_cover
from articles.images.exceptions import BadImage
from articles.images.storing import StoredImage
from articles.import_export.discover import FoundFile
from articles.lib.disk_names import spelled_as_on_disk


def copy_cover(file: FoundFile, parsed: ParsedFile, dry_run: bool) -> dict[str, StoredImage]:
    """Store the cover's local images, by size. A dry run inspects them and stores none.

    Raises RecordError with the problems of all, or OSError when the storage takes no copy.
    """
    cover = parsed.record.cover_image
    copies: dict[str, StoredImage] = {}
    problems = []
    for size, url in cover.sizes.items() if cover else ():
        if url.startswith("https://"):
            continue
        key = ("coverImage", size)
        try:
            image = picture_path(file, url)
            copies[size] = inspect_cover(image) if dry_run else store_cover(image)
        except FileNotFoundError:
            problems.append(parsed.problem(key, "cover-missing", f"no file {url}"))
        except BadImage as error:
            problems.append(parsed.problem(key, "cover-refused", str(error.named(url))))
    if problems:
        raise RecordError(problems)
    return copies


def picture_path(file: FoundFile, url: str) -> str:
    """The absolute path of the picture at the path `url`, relative to `file`. Raises BadImage."""
    if not file.root:
        raise BadImage("the picture did not come along: upload both in one zip")
    inside = os.path.normpath(os.path.join(os.path.dirname(file.path), url))
    # The name in the file and the one on the disk may be two Unicode forms of one name.
    image = os.path.realpath(spelled_as_on_disk(os.path.join(file.root, inside)))
    # A symbolic link may lead out of the root although the written path does not.
    if not image.startswith(os.path.realpath(spelled_as_on_disk(file.root)) + os.sep):
        raise BadImage("the picture lies outside the folder that is imported")
    return image
