"""The texts of images in further languages."""

from collections.abc import Collection, Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.image import Image
from articles.models.public_row import PublicRow
from articles.models.text_fields import LineField


class ImageText(PublicRow):
    """The alternative text and caption of an image in one further language."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="texts", db_index=False)
    lang = models.CharField(_("language"), max_length=12)
    alt = LineField(_("alternative text"), max_length=500, blank=True)
    caption = LineField(_("caption"), max_length=500, blank=True)

    SHOWN = ("image_id", "lang", "alt", "caption")

    class Meta:
        ordering = ["lang"]
        verbose_name = _("text of a picture")
        verbose_name_plural = _("texts of a picture")
        # Who may change an image may change these.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["image", "lang"],
                name="text_once_per_image",
                violation_error_message=_(
                    "The picture has texts in this language already. Change those."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alt} ({self.lang})"

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The keys of the pages that show the image, whose words these are."""
        return self.image.public_keys(changed)
