"""The sizes of images that files and forms give."""

from collections.abc import Collection, Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.image import Image
from articles.models.image_use import FILE_NAME_LENGTH
from articles.models.pictures import address
from articles.models.public_row import PublicRow
from articles.models.text_fields import LineField


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
        verbose_name = _("size of a picture")
        verbose_name_plural = _("sizes of a picture")
        # Texts name files.
        indexes = [models.Index(fields=["file"], name="variant_file")]
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
        """The keys of what shows the image: the Markdown of an article names every size of it."""
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
