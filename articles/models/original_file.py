"""The file that an article came from, byte for byte."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OriginalFile(models.Model):
    """The bytes of the last imported file; the export of an unchanged article returns them."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="original"
    )
    # The import root, absolute; empty for an upload.
    root = models.CharField(_("import folder"), max_length=500, blank=True)
    path = models.CharField(_("path"), max_length=1000, help_text=_("Below the import's folder."))
    # The slug that the import gave the article: that of the file, or another where it was taken.
    slug = models.CharField(max_length=200, blank=True, default="")
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # The hash of the refused bytes from which an editor made `data`: while the file on the disk
    # still has them, it counts as unchanged.
    mended_sha256 = models.CharField(max_length=64, blank=True)
    # {size: [name in the storage, width, height]}: our copies of the cover's local images.
    pictures = models.JSONField(default=dict)
    # [{"key", "before", "after"}]: text that the import repaired.
    repairs = models.JSONField(_("repairs"), default=list)
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("original file")
        verbose_name_plural = _("original files")
        indexes = [
            # Covers the query for known files, so that their bytes are not read.
            models.Index(
                fields=["path", "root", "sha256", "mended_sha256", "article"],
                name="original_by_path",
            ),
            # Finds the article of a file that got another name.
            models.Index(fields=["sha256"], name="original_by_bytes"),
        ]

    def __str__(self) -> str:
        return self.path
