"""The last backup that succeeded: its time and its place."""

from django.db import models


class LastBackup(models.Model):
    """One row for each place that backups go to; a backup that fails leaves it as it is.

    `place` is what the command was given, and `name` that of the backup there. The copy in the
    backup itself is older: it tells of the one before.
    """

    place = models.CharField(max_length=500, unique=True)
    name = models.CharField(max_length=50)
    finished_at = models.DateTimeField()
    size = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place} {self.name}"
