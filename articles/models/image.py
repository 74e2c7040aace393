"""Images with alternative text, caption and credit, and the sizes of each."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib.srcset import ImageSize, ImageSources, image_sources

# In the order of the file contract.
VARIANT_NAMES = ("raw", "full", "regular", "small", "thumb", "small_s3")


class Image(models.Model):
    """One image. Its sizes are `ImageVariant` rows."""

    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"), max_length=300, blank=True, help_text=_("Who made the picture.")
    )
    extra = models.JSONField(default=dict, blank=True, editable=False)
    # Changes with everything a reader sees of the image; part of each article's content hash.
    signature = models.CharField(max_length=64, blank=True, editable=False)
    # The sizes as JSON, so that a page needs no other rows. A text column, because lists compare
    # it without parsing; with names of files, because the storage decides their URLs.
    sizes = models.TextField(default="[]", editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.alt or str(_("Image %(number)s") % {"number": self.pk})

    @property
    def picture(self) -> ImageSources | None:
        """The sources of an `<img>`, or None when no size can be shown. No query."""
        return _picture(self.sizes, tuple(settings.IMAGE_HOSTS))

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


class ImageVariant(models.Model):
    """One size of an image.

    `url` is the value in the article's file: an https URL, or a path relative to the file. For a
    path `file` is our own copy, named by the hash of its bytes.
    """

    # Leads in the index of the constraint below.
    image = models.ForeignKey(
        Image, on_delete=models.CASCADE, related_name="variants", db_index=False
    )
    name = models.CharField(_("size"), max_length=50)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    file = models.FileField(_("file"), upload_to="covers/", max_length=200, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("size of an image")
        verbose_name_plural = _("sizes of an image")
        constraints = [
            models.UniqueConstraint(fields=["image", "name"], name="variant_once_per_image"),
            models.CheckConstraint(
                condition=~models.Q(url="") | ~models.Q(file=""), name="variant_has_url_or_file"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The URL for browsers; empty for a path that has no copy."""
        return address(self.url, self.file.name or "")


def address(url: str, file: str) -> str:
    """The URL of a size for browsers: that of our own copy, or an https URL; else empty."""
    if file:
        return str(default_storage.url(file))
    return url if url.startswith("https://") else ""


@lru_cache(maxsize=1000)
def _picture(sizes: str, hosts: tuple[str, ...]) -> ImageSources | None:
    image_sizes = (
        ImageSize(name, address(url, file), width, height)
        for name, url, file, width, height in json.loads(sizes)
    )
    return image_sources(image_sizes, hosts)
