"""Finds what an item may be a telling of, by buckets in the database.

The time for an item does not grow with the number of others: of each of its buckets the nearest in
time are read, and of all those that share one the best.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.db import connection

from articles.db.bulk_insert import insert_rows
from articles.ingest.clusters.fingerprint import Fingerprint, fingerprint_of
from articles.models import FingerprintBucket, ItemFingerprint, UpstreamItem

# Items read of one bucket, and of all: a feed that says the same ten thousand times costs no more.
PER_BUCKET: Final = 12
MOST: Final = 40
# The place of a bucket in a query: no bucket has a number below 0.
_ANY: Final = -1


def fingerprint_of_item(item: UpstreamItem) -> Fingerprint:
    """The fingerprint of a stored item. No query."""
    # A time ahead is a mistake of upstream: it came when it came.
    moment = min(item.published_at or item.first_seen_at, item.first_seen_at)
    return fingerprint_of(
        item.title,
        item.body,
        item.lang,
        int(moment.timestamp()),
        source=item.source_id,
        guid=item.guid,
        url=item.url,
    )


def find_candidates(
    item: UpstreamItem, fingerprint: Fingerprint, window: int
) -> list[tuple[UpstreamItem, Fingerprint]]:
    """The items within `window` seconds that share most buckets with this one, MOST at most, those
    with the same id, address or text first; with their membership, cluster and lead. Two queries.
    """
    exact = frozenset(fingerprint.exact.values())
    shared: Counter[int] = Counter()
    for pk, bucket in _nearest(item, fingerprint, window):
        shared[pk] += 100 if bucket in exact else 1
    ids = sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST]
    found = ItemFingerprint.objects.filter(item__in=ids).select_related("item__membership__cluster")
    by_id = {row.item_id: row for row in found.defer("item__body")}
    return [(by_id[pk].item, Fingerprint.of_stored(by_id[pk].values)) for pk in ids if pk in by_id]


def _nearest(item: UpstreamItem, fingerprint: Fingerprint, window: int) -> list[tuple[int, int]]:
    """(id of an item, bucket) of the items nearest in time in each bucket. One query.

    Django compiles the part for one bucket, since it needs longer for thirty than the database.
    """
    rows = FingerprintBucket.objects.filter(
        bucket=_ANY,
        moment__gte=fingerprint.moment - window,
        moment__lte=fingerprint.moment + window,
    )
    part = rows.order_by("-moment").values_list("item_id", "bucket")[:PER_BUCKET]
    text, params = part.query.sql_with_params()
    buckets = sorted(fingerprint.buckets())
    # The text is Django's own, with placeholders where values stand.
    parts = (f"SELECT * FROM ({text}) AS part{n}" for n in range(len(buckets)))  # noqa: S608 # nosec B608
    values = [bucket if one == _ANY else one for bucket in buckets for one in params]
    if not buckets:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [(pk, bucket) for pk, bucket in cursor.fetchall() if pk != item.pk]


def keep(items: Sequence[tuple[UpstreamItem, Fingerprint]]) -> None:
    """Store fingerprints and their buckets, instead of those that there are. Four queries."""
    ids = [item.pk for item, _fingerprint in items]
    forget(ids)
    ItemFingerprint.objects.bulk_create(
        ItemFingerprint(item_id=item.pk, moment=one.moment, values=one.stored())
        for item, one in items
    )
    insert_rows(
        FingerprintBucket,
        ("bucket", "moment", "item_id"),
        [(bucket, one.moment, item.pk) for item, one in items for bucket in sorted(one.buckets())],
    )


def forget(ids: Sequence[int]) -> None:
    """Delete what is stored of these items. Two queries."""
    buckets, prints = FingerprintBucket.objects.filter(item__in=ids), ItemFingerprint.objects
    buckets._raw_delete(buckets.db)
    rows = prints.filter(item__in=ids)
    rows._raw_delete(rows.db)
