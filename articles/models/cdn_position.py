"""The place in the public change log up to which the content delivery network was told."""

from django.db import models


class CdnPosition(models.Model):
    """One row: all rows of the log up to `sequence` whose changes show by `moment` were purged.

    It is stored where the log is, so no purge is lost when a process ends or the network does not
    answer.
    """

    sequence = models.BigIntegerField()
    moment = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sequence} {self.moment:%Y-%m-%d %H:%M}"
