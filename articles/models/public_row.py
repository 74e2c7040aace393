"""Rows that readers see beside the articles: each write of one is in the public change log."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models.signals import class_prepared, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from articles.models.public_change_log import PublicChange


class PublicRow(models.Model):
    """A model whose rows, or names and addresses in them, stand on public pages.

    Saving and deleting append the keys of what shows the row, in the same transaction. `update()`
    and `bulk_create()` do not: who calls them appends the keys.
    """

    # The columns that readers see, by attribute name.
    SHOWN: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, and append the keys of what shows it, as it was and as it is.

        One query more for a stored row, and one where columns that are shown changed, besides those
        of `public_keys()`.
        """
        with transaction.atomic(savepoint=False):
            stored: models.QuerySet[Any] = type(self)._default_manager.filter(pk=self.pk)
            before: Self | None = None if self._state.adding else stored.first()
            super().save(*args, **kwargs)
            changed = [
                name
                for name in self.SHOWN
                if before is None or getattr(before, name) != getattr(self, name)
            ]
            if changed:
                _append(*(row for row in (before, self) if row), changed=changed)

    def public_keys(self, changed: Collection[str]) -> Iterable[str]:
        """The keys of what shows this row, where these of its columns are new, or it goes."""
        raise NotImplementedError

    def is_seen_by_readers(self) -> bool:
        """Whether a public page, or the answer at an old address, depends on the stored row; the
        queries of `public_keys()`."""
        return any(True for _key in self.public_keys(self.SHOWN))


def _append(*rows: PublicRow, changed: Collection[str]) -> None:
    keys = [key for row in rows for key in row.public_keys(changed)]
    PublicChange.append({timezone.now(): keys})


@receiver(class_prepared)
def _watch_deletions(sender: type[models.Model], **kwargs: object) -> None:
    # For each model by itself: a receiver for all would let Django read all rows that it deletes.
    if issubclass(sender, PublicRow):
        pre_delete.connect(_append_keys_of_deleted, sender=sender)


def _append_keys_of_deleted(instance: PublicRow, **kwargs: object) -> None:
    _append(instance, changed=instance.SHOWN)
