"""Images with alternative text, caption and credit, and the sizes of each."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.srcset import ImageSize, ImageSources, image_sources
from articles.models.public_row import PublicRow
from articles.models.text_fields import LineField
from articles.workflow import SEEN_BY_READERS

# In the order of the file contract.
VARIANT_NAMES = ("raw", "full", "regular", "small", "thumb", "small_s3")

# Characters of the name of a file in the storage.
FILE_NAME_LENGTH = 200

# A change of an image that more articles show is told as one of all pages.
_MANY = 100


class Image(PublicRow):
    """One image. Its sizes are `ImageVariant` rows."""

    alt = LineField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    caption = LineField(_("caption"), max_length=500, blank=True)
    credit = LineField(
        _("credit"), max_length=300, blank=True, help_text=_("Who made the picture.")
    )
    extra = models.JSONField(default=dict, blank=True, editable=False)
    # Changes with everything a reader sees of the image; part of each article's content hash.
    signature = models.CharField(max_length=64, blank=True, editable=False)
    # The sizes as JSON, so that a page needs no other rows. A text column, because lists compare
    # it without parsing; with names of files, because the storage decides their URLs.
    sizes = models.TextField(default="[]", editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    SHOWN = ("alt", "caption", "credit", "sizes")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.alt or str(_("Image %(number)s") % {"number": self.pk})

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The articles with this cover, and the parts of the sitemap that name it; one query."""
        articles = self.articles.filter(status__in=SEEN_BY_READERS).order_by()
        ids = list(articles.values_list("pk", flat=True)[: _MANY + 1])
        if len(ids) > _MANY:
            yield public_keys.SITE
            return
        for pk in ids:
            yield public_keys.article(pk)
            yield public_keys.sitemap_part_with(pk)

    @property
    def picture(self) -> ImageSources | None:
        """The sources of an `<img>`, or None when no size can be shown. No query."""
        return picture_of(self.sizes)

    def describe(self, sizes: Iterable[tuple[str, str, str, int | None, int | None]]) -> None:
        """Set the derived columns `sizes` and `signature`, without saving them.

        `sizes` has the name, URL, stored file, width and height in pixels of each.
        """
        rows = list(sizes)
        self.sizes = json.dumps(rows)
        visible = chain((self.alt, self.caption, self.credit), *sorted(row[:3] for row in rows))
        self.signature = hashlib.sha256("\0".join(visible).encode()).hexdigest()

    def sign(self) -> None:
        """Save the derived columns; call it after the variants or the texts changed."""
        self.describe(self.variants.values_list("name", "url", "file", "width", "height"))
        self.save(update_fields=["signature", "sizes"])


class ImageVariant(PublicRow):
    """One size of an image.

    `url` is the value in the article's file: an https URL, or a path relative to the file. For a
    path `file` is our own copy, named by the hash of its bytes. A size that was uploaded in the
    admin has a file only.
    """

    # Leads in the index of the constraint below.
    image = models.ForeignKey(
        Image, on_delete=models.CASCADE, related_name="variants", db_index=False
    )
    name = models.CharField(_("size"), max_length=50)
    url = LineField(_("address"), max_length=2000, blank=True)
    file = models.FileField(_("file"), upload_to="covers/", max_length=FILE_NAME_LENGTH, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)

    SHOWN = ("image_id", "name", "url", "file", "width", "height")

    class Meta:
        ordering = ["id"]
        verbose_name = _("size of an image")
        verbose_name_plural = _("sizes of an image")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "name"],
                name="variant_once_per_image",
                violation_error_message=_(
                    "The picture has this size already. Choose another size, or change that one."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(url="") | ~models.Q(file=""),
                name="variant_has_url_or_file",
                violation_error_message=_("Give an address, or choose a file."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """What shows the image, of which the Markdown of an article names every size."""
        return self.image.public_keys(changed)

    @property
    def address(self) -> str:
        """The URL for browsers; empty for a path that has no copy."""
        return address(self.url, self.file.name or "")

    @property
    def is_local(self) -> bool:
        """Whether readers see our own copy."""
        return bool(self.file)

    @property
    def value(self) -> str:
        """The value of a file's front matter: an address, or a path.

        For a local size without a path of its own it is the name of our copy, which stays the
        same wherever the article's file stands; `articles.import_export.cover_paths` makes it a
        path relative to the file.
        """
        has_path = self.url and not self.url.startswith("https://")
        return self.url if has_path or not self.file else self.file.name or ""


def address(url: str, file: str) -> str:
    """The URL of a size for browsers: that of our own copy, or an https URL; else empty."""
    if file:
        return str(default_storage.url(file))
    return url if url.startswith("https://") else ""


def picture_of(sizes: str) -> ImageSources | None:
    """The sources of an `<img>` for the column `sizes`, or None when no size can be shown."""
    return _picture(sizes, tuple(settings.IMAGE_HOSTS))


@lru_cache(maxsize=1000)
def _picture(sizes: str, hosts: tuple[str, ...]) -> ImageSources | None:
    image_sizes = (
        ImageSize(name, address(url, file), width, height)
        for name, url, file, width, height in json.loads(sizes)
    )
    return image_sources(image_sizes, hosts)
