"""The file that an article came from, byte for byte."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OriginalFile(models.Model):
    """The bytes of the last imported file. Export of an untouched article gives them back."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="original"
    )
    # The folder that was imported, absolute; empty for an upload.
    root = models.CharField(_("import folder"), max_length=500, blank=True)
    path = models.CharField(_("path"), max_length=1000, help_text=_("Below the import's folder."))
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # Of the refused bytes that an editor mended: as long as the file on the disk is those, it
    # has nothing new to say.
    mended_sha256 = models.CharField(max_length=64, blank=True)
    # {size: [name in the storage, width, height]}: our copies of the cover's local files.
    pictures = models.JSONField(default=dict)
    # [{"key", "before", "after"}]: what was mended on the way in.
    repairs = models.JSONField(_("repairs"), default=list)
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("original file")
        verbose_name_plural = _("original files")
        indexes = [
            # All that an import asks of a file it may know, so that the bytes are not touched.
            models.Index(
                fields=["path", "root", "sha256", "mended_sha256", "article"],
                name="original_by_path",
            )
        ]

    def __str__(self) -> str:
        return self.path
