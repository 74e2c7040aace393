"""The times at which the jobs of the schedule last began."""

import datetime as dt

from django.db import models


class ScheduledJob(models.Model):
    """One row for each job of `articles.operations.tasks.schedule`.

    Whoever moves `last_at` from the value that it read begins the job; others come too late.
    """

    name = models.CharField(max_length=120, primary_key=True)
    last_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def claim(self, now: dt.datetime) -> bool:
        """Note that the job begins `now`; False if another process began it first. One query."""
        row = type(self).objects.filter(pk=self.pk, last_at=self.last_at)
        return row.update(last_at=now) == 1
