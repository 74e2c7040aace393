"""The public change log: what readers could see changed, in the order in which it was committed.

Every change that readers can see appends its keys (`articles.lib.public_keys`) in its own
transaction. Who keeps copies of public pages compares the head of the log with the one that it has
seen, and drops the copies that depend on keys of the rows since.
"""

import datetime as dt
import time
from collections.abc import Collection, Mapping
from typing import Self

from django.conf import settings
from django.db import connection, models, transaction
from django.dispatch import Signal
from django.utils import timezone

from articles.db.bulk_insert import insert_rows
from articles.lib import public_keys

# Sent after the commit of rows. Receivers must not mind being called several times for one commit.
changes_committed = Signal()

# Seconds between two looks for old rows in one process, and rows deleted at once: other writers
# wait for no longer.
_PRUNE_EVERY = 3600.0
_PRUNED_AT_ONCE = 5000


class PublicChangeQuerySet(models.QuerySet["PublicChange"]):
    """Reading the log."""

    def head(self) -> int:
        """The id of the newest row, 0 for an empty log. One look into an index."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def after(self, sequence: int) -> Self:
        """The rows with a greater id than `sequence`, in the order of their commits."""
        return self.filter(pk__gt=sequence).order_by("pk")

    def since(self, moment: dt.datetime) -> Self:
        """The rows of changes that show at `moment` or later, also of those still ahead."""
        return self.filter(moment__gte=moment).order_by("pk")

    def prune(self) -> int:
        """Delete rows whose moment passed more than settings.PUBLIC_CHANGES_DAYS ago, 5,000 at
        most; return their number. The newest row stays, so that the head never goes back."""
        old = timezone.now() - dt.timedelta(days=settings.PUBLIC_CHANGES_DAYS)
        rows = self.filter(moment__lt=old, pk__lt=self.head()).order_by("moment")
        ids = list(rows.values_list("pk", flat=True)[:_PRUNED_AT_ONCE])
        # Without the model's own look for rows that go along: there are none.
        return self.filter(pk__in=ids)._raw_delete(self.db) if ids else 0


class PublicChange(models.Model):
    """One key that a change touched. Rows are appended and pruned, never changed.

    `moment` says when the change shows: the time of the writing, or a time ahead, for what the
    clock will change without a write, such as a scheduled article. Ids grow in the order of the
    commits, also on PostgreSQL: a trigger numbers the rows again when their transaction ends
    (migration 0030), so nobody who has seen an id ever meets a smaller one that is new.
    """

    key = models.CharField(max_length=120)
    moment = models.DateTimeField()

    objects = PublicChangeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["moment"], name="public_change_moment")]

    def __str__(self) -> str:
        return f"{self.key} {self.moment:%Y-%m-%d %H:%M}"

    @classmethod
    def append(cls, keys: Mapping[dt.datetime, Collection[str]]) -> None:
        """Append these keys, by the moments at which their changes show, in the present
        transaction. One query, none for no keys.

        Once the transaction is committed, `changes_committed` is sent, and old rows are pruned now
        and then.
        """
        rows = [(key, moment) for moment, group in keys.items() for key in dict.fromkeys(group)]
        if rows:
            insert_rows(cls, ("key", "moment"), rows)
            transaction.on_commit(_follow_commit, robust=True)

    @classmethod
    def begin_anew(cls) -> None:
        """End the copies of all pages, wherever they are: the database came from somewhere else.

        A restored database goes on from an older state, so its next ids would be those of rows that
        others have seen. The ids go on from the milliseconds since 1970 instead, which no log that
        began before has reached.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            start = max(cls.objects.head(), int(time.time() * 1000))
            for statement in _GO_ON_FROM[connection.vendor]:
                cursor.execute(statement, {"table": cls._meta.db_table, "start": start})
            cls.append({timezone.now(): [public_keys.SITE]})


_GO_ON_FROM = {
    "sqlite": (
        "DELETE FROM sqlite_sequence WHERE name = %(table)s",
        "INSERT INTO sqlite_sequence (name, seq) VALUES (%(table)s, %(start)s)",
    ),
    "postgresql": ("SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), %(start)s)",),
}

_pruned_at = -_PRUNE_EVERY


def _follow_commit() -> None:
    # An exception of a receiver is logged, and changes nothing that was committed.
    changes_committed.send_robust(sender=PublicChange)
    _prune_now_and_then()


def _prune_now_and_then() -> None:
    global _pruned_at
    if time.monotonic() - _pruned_at >= _PRUNE_EVERY:
        _pruned_at = time.monotonic()
        PublicChange.objects.prune()
