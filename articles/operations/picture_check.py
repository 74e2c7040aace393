"""Compares the pictures in the database with the files in the storage."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from articles.editorial.pictures.uses import unused
from articles.images.tasks import local_images
from articles.lib.http import RequestRefused, send
from articles.lib.rendition_set import parse_renditions
from articles.models import (
    Article,
    Autosave,
    Image,
    ImageVariant,
    OriginalFile,
    Page,
    PendingRevision,
    Revision,
)
from articles.operations.backup.stored_files import stored_files

# Where pictures are stored.
FOLDER = "covers"
# Seconds. A younger file may be of an upload whose row is not written yet.
_AGE = 24 * 3600
_NAMES = re.compile(rf"{FOLDER}/[\w./-]+")
_IN_TEXTS = re.compile(rf"{re.escape(settings.MEDIA_URL)}({FOLDER}/[\w./-]+)")


class LostFile(NamedTuple):
    """A file that a picture should have and the storage has not; made again, where it can be."""

    image_id: int
    name: str
    is_rendition: bool


class BrokenAddress(NamedTuple):
    """An address of a remote picture that does not answer with one."""

    image_id: int
    url: str
    reason: str


class FileWithoutRow(NamedTuple):
    """A file that no picture has; `storage` is the alias of its storage."""

    storage: str
    name: str
    size: int


def files_without_rows() -> Iterator[FileWithoutRow]:
    """The files, older than a day, that no picture, imported file or text has, also no text of
    the history and none that waits. It reads all rows."""
    known = set(_names_of_rows())
    now = timezone.now().timestamp()
    for alias in ("default", "originals"):
        for file in stored_files(storages[alias], FOLDER):
            if file.name not in known and now - file.modified > _AGE:
                yield FileWithoutRow(alias, file.name, file.size)


def _names_of_rows() -> Iterator[str]:
    yield from ImageVariant.objects.exclude(file="").values_list("file", flat=True)
    for image in local_images().exclude(renditions=""):
        if made := parse_renditions(image.renditions):
            yield from made.names()
    for pictures in OriginalFile.objects.exclude(pictures={}).values_list("pictures", flat=True):
        yield from (name for name, *_pixels in pictures.values())
    yield from _names_in_texts(Article, Page, Revision)
    yield from _names_beside_texts()
    # Typed or held texts may be older than the row of the picture that they show, too.
    for model in (PendingRevision, Autosave):
        for values in model.objects.order_by("pk").values_list("values", flat=True).iterator(200):
            yield from _IN_TEXTS.findall(str(values.get("body", "")))
            yield from _NAMES.findall(str(values.get("text_pictures", "")))


def _names_beside_texts() -> Iterator[str]:
    """The files that came beside the files of articles."""
    stored = Article.objects.exclude(text_pictures="").order_by("pk")
    for pictures in stored.values_list("text_pictures", flat=True).iterator(200):
        yield from json.loads(pictures).values()


def _names_in_texts(*models: type[Article | Page | Revision]) -> Iterator[str]:
    for model in models:
        texts = model.objects.filter(body__contains=f"{settings.MEDIA_URL}{FOLDER}/")
        for body in texts.order_by("pk").values_list("body", flat=True).iterator(200):
            yield from _IN_TEXTS.findall(body)


def lost_files() -> Iterator[LostFile]:
    """The files that pictures should have and the storage has not."""
    stored = {file.name for file in stored_files(default_storage, FOLDER)}
    rows = ImageVariant.objects.exclude(file="").order_by("pk")
    for image_id, name in rows.values_list("image_id", "file").iterator(2000):
        if name not in stored:
            yield LostFile(image_id, name, False)
    for image in local_images().exclude(renditions=""):
        made = parse_renditions(image.renditions)
        for name in made.names() if made else ():
            if name not in stored:
                yield LostFile(image.pk, name, True)


def make_again(lost: Iterable[LostFile]) -> int:
    """Enqueue the renditions of pictures that lost some; the number of pictures."""
    images = {file.image_id for file in lost if file.is_rendition}
    for image in Image.objects.filter(pk__in=images):
        image.renditions = ""
        # Whoever shows it is told, and the save enqueues the task.
        image.save(update_fields=["renditions"])
    return len(images)


def delete_files(files: Iterable[FileWithoutRow]) -> None:
    """Delete files from their storages. Raises OSError."""
    for file in files:
        storages[file.storage].delete(file.name)


def unused_images() -> Iterator[Image]:
    """The pictures that nothing uses, no draft either and no changes that wait, by their ids.
    Earlier versions of texts do not count."""
    yield from unused(Image.objects.order_by("pk")).iterator(500)


def broken_addresses(timeout: float = 10.0) -> Iterator[BrokenAddress]:
    """The addresses of remote pictures that readers would ask for in vain: one request each, of the
    smallest size; an address that several pictures have is asked once."""
    asked: dict[str, str] = {}
    for image in Image.objects.filter(origin=Image.Origin.REMOTE).order_by("pk").iterator(500):
        picture = image.picture
        if picture is None:
            continue
        url = picture.srcset.split(" ", 1)[0] or picture.src
        if not url.startswith("https://"):
            continue
        if url not in asked:
            asked[url] = _reason(url, timeout)
        if asked[url]:
            yield BrokenAddress(image.pk, url, asked[url])


def _reason(url: str, timeout: float) -> str:
    try:
        answer = send("HEAD", url, b"", {}, timeout=timeout)
    except RequestRefused as error:
        return str(error)
    return "" if answer.status == 200 else str(answer.status)
