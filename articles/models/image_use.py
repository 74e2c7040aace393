"""Which texts show which files of ours: kept true by whatever writes a text."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

# Characters of the name of a file in the storage.
FILE_NAME_LENGTH = 200
# As names are that we give; a text may name anything below the same address.
_STORED_NAME = re.compile(r"covers/[\w./-]+")


class ImageUse(models.Model):
    """A file in the storage that a text shows: that of an article, of its pending changes, or of
    a page. A row has one of the three.

    The name of the file stands here and not the image, since the file may be one of several
    images, and of one that is added later.
    """

    file = models.CharField(max_length=FILE_NAME_LENGTH, db_index=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, null=True, related_name="+"
    )
    pending = models.ForeignKey(
        "articles.PendingRevision", on_delete=models.CASCADE, null=True, related_name="+"
    )
    page = models.ForeignKey("articles.Page", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        verbose_name = _("use of a picture")
        verbose_name_plural = _("uses of pictures")

    def __str__(self) -> str:
        return self.file

    @classmethod
    def renew(cls, owner: str, shown: Mapping[int, Collection[str]]) -> None:
        """Write what the texts of these rows show in place of what they did; two queries.

        `owner` is the name of the column: `article`, `pending` or `page`. `shown` has the names of
        the files by the id of the row.
        """
        rows = cls._default_manager
        rows.filter(**{f"{owner}__in": shown}).delete()
        rows.bulk_create(cls._rows(owner, shown), batch_size=500)

    @classmethod
    def _rows(cls, owner: str, shown: Mapping[int, Collection[str]]) -> Iterator[Self]:
        for pk, files in shown.items():
            for file in files:
                if len(file) <= FILE_NAME_LENGTH and _STORED_NAME.fullmatch(file):
                    yield cls(file=file, **{f"{owner}_id": pk})
