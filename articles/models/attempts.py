"""Recent attempts at something, counted in the database for all processes together."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import models
from django.db.models import F
from django.utils import timezone


class Attempts(models.Model):
    """The attempts of one subject since `since`; after a period they are counted anew.

    `subject` is a hash: it may stand for a name that somebody typed, which may be a password.
    """

    subject = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.subject[:8]} {self.count}"

    @classmethod
    def claim(cls, subject: str, limit: int, period: dt.timedelta) -> int:
        """Count an attempt and return 0, or return the seconds until one is allowed again.

        Of many attempts at the same moment no more than `limit` are allowed in a period. One
        query that writes, two more for the first and for a refused attempt.
        """
        now, key = timezone.now(), _hash(subject)
        current = cls._default_manager.filter(subject=key, since__gt=now - period)
        if current.filter(count__lt=limit).update(count=F("count") + 1):
            return 0
        row = current.first()
        if row is not None:
            return max(1, int((row.since + period - now).total_seconds()) + 1)
        cls._default_manager.update_or_create(subject=key, defaults={"count": 1, "since": now})
        return 0

    @classmethod
    def give_back(cls, subject: str) -> None:
        """Take one attempt back, because it succeeded."""
        rows = cls._default_manager.filter(subject=_hash(subject), count__gt=0)
        rows.update(count=F("count") - 1)

    @classmethod
    def forget(cls, subjects: Iterable[str]) -> int:
        """Delete the counts of `subjects`, and return how many there were."""
        rows = cls._default_manager.filter(subject__in=[_hash(one) for one in subjects])
        return rows.delete()[0]

    @classmethod
    def prune(cls, period: dt.timedelta) -> None:
        """Delete all counts that are older than `period`."""
        cls._default_manager.filter(since__lte=timezone.now() - period).delete()


def _hash(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
