"""The rows of images that a batch of files writes: covers, and pictures of texts."""

import datetime as dt
import json
from operator import attrgetter

from articles.db.bulk_insert import insert_rows, reserve_ids
from articles.images.storing import StoredImage
from articles.images.tasks import make_renditions_of
from articles.import_export.read_file import IncomingFile
from articles.import_export.text_picture_files import TextPicture
from articles.lib.graphemes import clip
from articles.models import Article, Image, ImageText, ImageVariant

_IMAGE_COLUMNS = [field.attname for field in Image._meta.concrete_fields]
_VARIANT_COLUMNS = ("image_id", "name", "url", "file", "width", "height")
_image_values = attrgetter(*_IMAGE_COLUMNS)
_MAX_ALT = 500

# Name, address, our copy, width and height of a variant.
Variant = tuple[str, str, str, int | None, int | None]


class ImageRows:
    """The images of one batch, added `now`. Nothing reaches the database before `write()`."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self._covers: list[tuple[Image, list[Variant]]] = []
        # The language, alternative text and caption of covers in further languages.
        self._texts: list[tuple[Image, tuple[str, str, str]]] = []
        # (path, picture) by the name in the storage: those that may not be in the library yet.
        self._text_pictures: dict[str, tuple[str, TextPicture]] = {}

    def add_cover(self, incoming: IncomingFile) -> Image | None:
        """Add the cover image of a file, and return it; None for a file without one.

        It has an id once the batch is written.
        """
        record = incoming.record.cover_image
        if record is None:
            return None
        variants: list[Variant] = []
        for name, url in record.sizes.items():
            copy = incoming.cover_copies.get(name)
            file = (copy.name, copy.width, copy.height) if copy else ("", None, None)
            variants.append((name, url, *file))
        notes = incoming.record.cover_notes
        focal_x, focal_y = notes.focal_point
        image = Image(
            alt=record.alt,
            caption=notes.caption,
            credit=record.credit,
            credit_url=notes.credit_url,
            licence=notes.licence,
            rights_until=notes.rights_until,
            decorative=notes.decorative,
            focal_x=focal_x,
            focal_y=focal_y,
            extra=dict(record.extra),
            created_at=self._now,
        )
        texts = [(lang, words.alt, words.caption) for lang, words in notes.texts.items()]
        texts = [row for row in texts if any(row[1:])]
        image.describe(variants, texts)
        self._texts += [(image, row) for row in texts]
        for copy in incoming.cover_copies.values():
            if copy.name == image.source_file:
                _set_look(image, copy)
        self._covers.append((image, variants))
        return image

    def add_text_pictures(self, article: Article, incoming: IncomingFile) -> str:
        """Add the pictures of a file's text to the library; the column of `article` that has them
        besides those that it has."""
        before = article.files_of_text
        names = {path: picture.stored.name for path, picture in incoming.text_pictures.items()}
        for path, picture in incoming.text_pictures.items():
            if before.get(path) != picture.stored.name:
                self._text_pictures.setdefault(picture.stored.name, (path, picture))
        if not names.items() - before.items():
            return article.text_pictures
        return json.dumps(before | names, ensure_ascii=False, sort_keys=True)

    def write(self) -> None:
        """Write all rows, and enqueue the tasks that make the sizes of local images."""
        self._put_into_library()
        ids = reserve_ids(Image, len(self._covers))
        for pk, (image, _variants) in zip(ids, self._covers, strict=True):
            image.pk = pk
        insert_rows(Image, _IMAGE_COLUMNS, [_image_values(image) for image, _ in self._covers])
        insert_rows(
            ImageVariant,
            _VARIANT_COLUMNS,
            [(image.pk, *variant) for image, variants in self._covers for variant in variants],
        )
        ImageText.objects.bulk_create(
            ImageText(image=image, lang=lang, alt=alt, caption=caption)
            for image, (lang, alt, caption) in self._texts
        )
        for image, _variants in self._covers:
            if image.origin == Image.Origin.LOCAL:
                make_renditions_of.enqueue(image.pk)

    def _put_into_library(self) -> None:
        """Add an image for each picture of a text that no file brought before; one query if there
        are any. One that was only uploaded leaves as readers get it, and not as it came."""
        stored = ImageVariant.objects.filter(file__in=self._text_pictures).exclude(url="")
        known = set(stored.values_list("file", flat=True)) if self._text_pictures else set()
        for name, (path, (copy, alt)) in self._text_pictures.items():
            if name not in known:
                image = Image(alt=clip(alt, _MAX_ALT), created_at=self._now)
                # A size with a path came with a file, and is exported as it came.
                variants: list[Variant] = [("full", path, name, copy.width, copy.height)]
                image.describe(variants)
                _set_look(image, copy)
                self._covers.append((image, variants))


def _set_look(image: Image, copy: StoredImage) -> None:
    image.content_hash = copy.content_hash
    if copy.look:
        image.colour, image.perceptual_hash = copy.look
