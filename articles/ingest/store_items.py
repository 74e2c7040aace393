"""Writes upstream items: new ones, new versions of known ones, and nothing twice."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from articles.editorial.review.finding import look_again
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.ingest.item_record import ItemRecord
from articles.ingest.sources_by_address import with_sources, within_trust
from articles.models import Feed, PublicChange, UpstreamItem, UpstreamVersion
from articles.models.upstream_item import IDENTITY, TAKEN_BACK, Identity, keys_of_articles

# The columns of an item that its newest version gives.
_SAME_COLUMNS = (
    "guid", "url", "title", "body", "lang", "sentiment", "score", "picture", "upstream_status",
    "published_at", "updated_at",
)  # fmt: skip
_LISTS = ("authors", "keywords", "categories")
# What supports the claims of articles.
_EVIDENCE = ("title", "body", "keywords", "lang")
_WRITTEN = (
    *_SAME_COLUMNS, *_LISTS, "changed_at", "taken_back_at", "kept_at", "clustered_at",
)  # fmt: skip
# What is compared with other items.
_COMPARED = ("title", "body", "lang", "guid", "url", "published_at")


class ItemOutcome(StrEnum):
    """The outcome of storing an item; each is also the name of a count of ImportRun."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class IncomingItem:
    """An item that may enter the database: its record, its bytes, and the hash of its values."""

    record: ItemRecord
    raw: bytes
    values_sha256: str


@transaction.atomic
def store_items(
    batch: Sequence[IncomingItem],
    origin: str,
    taxonomy: TaxonomyCache | None = None,
    feed: Feed | None = None,
) -> list[ItemOutcome]:
    """Write items in their order, all or none of them; the outcome of each.

    A version that was there before, at whatever time, is unchanged; but by a `feed`, which says
    what is right at present, an earlier one takes the place of the newest. One that upstream dates
    before the newest is kept as a version, and the item stays as it is. `origin` is the name of the
    file, or the address of `feed` by which the items came. About twenty queries for a batch of
    usual size, and none for each item. Raises IntegrityError where another process stored one of
    them meanwhile: the batch can be stored again then.
    """
    taxonomy = taxonomy or TaxonomyCache()
    records = [incoming.record for incoming in batch]
    records = with_sources(within_trust(records, feed) if feed else records, feed)
    batch = [replace(one, record=record) for one, record in zip(batch, records, strict=True)]
    taxonomy.load_sources([incoming.record.source for incoming in batch])
    writer = _Writer(origin, taxonomy, batch, feed)
    outcomes = [writer.add(incoming) for incoming in batch]
    writer.write()
    return outcomes


class _Writer:
    """The rows of one batch."""

    def __init__(
        self,
        origin: str,
        taxonomy: TaxonomyCache,
        batch: Sequence[IncomingItem],
        feed: Feed | None,
    ) -> None:
        self._origin, self._taxonomy, self._feed = origin, taxonomy, feed
        self._now = timezone.now()
        identities = {self._identity(incoming.record) for incoming in batch}
        locked = UpstreamItem.objects.select_for_update()
        self._items: dict[Identity, UpstreamItem] = locked.by_identity(identities)
        versions = UpstreamVersion.objects.filter(item__in=self._items.values())
        identity_of = {item.pk: identity for identity, item in self._items.items()}
        self._known = {
            (identity_of[item_id], values_sha256)
            for item_id, values_sha256 in versions.values_list("item_id", "values_sha256")
        }
        self._created: list[UpstreamItem] = []
        self._updated: dict[Identity, UpstreamItem] = {}
        self._versions: list[UpstreamVersion] = []
        # Items that support other claims than before.
        self._new_evidence: set[Identity] = set()
        # Items of which readers see another title or address, or that report no more, or again.
        self._newly_shown: set[Identity] = set()

    def add(self, incoming: IncomingItem) -> ItemOutcome:
        record = incoming.record
        identity = self._identity(record)
        item = self._items.get(identity)
        if (identity, incoming.values_sha256) in self._known:
            return self._again(item, incoming) if item and self._feed else ItemOutcome.UNCHANGED
        self._known.add((identity, incoming.values_sha256))
        is_new = item is None
        if item is None:
            item = UpstreamItem(
                source=self._taxonomy.source(record.source),
                external_id=record.external_id,
                first_seen_at=self._now,
                feed=self._feed,
            )
            self._items[identity] = item
            self._created.append(item)
        if is_new or not _is_older(record, item):
            self._assign(item, record)
            if item.pk:
                self._updated[identity] = item
        self._versions.append(
            UpstreamVersion(
                item=item,
                raw=incoming.raw,
                sha256=hashlib.sha256(incoming.raw).hexdigest(),
                values_sha256=incoming.values_sha256,
                origin=self._origin,
                received_at=self._now,
            )
        )
        return ItemOutcome.CREATED if is_new else ItemOutcome.UPDATED

    def _again(self, item: UpstreamItem, incoming: IncomingItem) -> ItemOutcome:
        """Take in a known version that a feed has at present: the newest one as a rule, or an
        earlier one that is right again, such as that of an item that is no longer deleted."""
        record = incoming.record
        if not _is_older(record, item) and not _has_values_of(item, record):
            self._assign(item, record)
            outcome = ItemOutcome.UPDATED
        elif item.taken_back_at and not _is_taken_back(item):
            # A list that it had vanished from has it again.
            self._note_taken_back(item)
            outcome = ItemOutcome.UNCHANGED
        else:
            return ItemOutcome.UNCHANGED
        if item.pk:
            self._updated[item.identity] = item
        return outcome

    def write(self) -> None:
        UpstreamItem.objects.bulk_create(self._created)
        UpstreamItem.objects.bulk_update(self._updated.values(), _WRITTEN, batch_size=50)
        UpstreamVersion.objects.bulk_create(self._versions)
        if self._feed:
            unclaimed = [item.pk for item in self._items.values() if item.feed_id is None]
            UpstreamItem.objects.filter(pk__in=unclaimed).update(feed=self._feed)
        look_again(self._new_evidence)
        if self._newly_shown:
            ids = [item.pk for item in self._updated.values()]
            told_with = UpstreamItem.objects.told_with(ids).values_list(*IDENTITY) if ids else ()
            keys = keys_of_articles({*self._newly_shown, *told_with})
            PublicChange.append({timezone.now(): list(keys)})

    def _identity(self, record: ItemRecord) -> Identity:
        source = self._taxonomy.source(record.source)
        if source is None:
            raise ValueError("The item has no source.")
        return source.pk, record.external_id

    def _note_taken_back(self, item: UpstreamItem) -> None:
        """Write since when upstream takes the item back; forget what was decided before."""
        if _is_taken_back(item) != bool(item.taken_back_at):
            item.taken_back_at = self._now if _is_taken_back(item) else None
            item.kept_at = None
            # Its source does not report the event any more.
            self._newly_shown.add(item.identity)

    def _assign(self, item: UpstreamItem, record: ItemRecord) -> None:
        before = [getattr(item, name) for name in _EVIDENCE]
        compared = [getattr(item, name) for name in _COMPARED]
        shown = [getattr(item, name) for name in UpstreamItem.SHOWN]
        for name in _SAME_COLUMNS:
            setattr(item, name, getattr(record, name))
        for name in _LISTS:
            setattr(item, name, list(getattr(record, name)))
        item.changed_at = self._now
        self._note_taken_back(item)
        if compared != [getattr(item, name) for name in _COMPARED]:
            item.clustered_at = None
        if item._state.adding or before != [getattr(item, name) for name in _EVIDENCE]:
            self._new_evidence.add(item.identity)
        if item._state.adding or shown != [getattr(item, name) for name in UpstreamItem.SHOWN]:
            self._newly_shown.add(item.identity)


def _has_values_of(item: UpstreamItem, record: ItemRecord) -> bool:
    return all(getattr(item, name) == getattr(record, name) for name in _SAME_COLUMNS) and all(
        getattr(item, name) == list(getattr(record, name)) for name in _LISTS
    )


def _is_taken_back(item: UpstreamItem) -> bool:
    return item.upstream_status.upper() in TAKEN_BACK


def _is_older(record: ItemRecord, item: UpstreamItem) -> bool:
    """Whether upstream itself says that the record came before what is stored."""
    times: tuple[dt.datetime | None, dt.datetime | None] = record.updated_at, item.updated_at
    return bool(times[0] and times[1] and times[0] < times[1])
