"""The days within which new items are compared: filled in bulk, then measured.

Filled are the rows that `cluster_batch()` leaves behind: items that were compared, their
fingerprints and buckets by `keep()`, and the clusters of those events of which several tellings
are recognized.
"""

import datetime as dt
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from articles.db.bulk_insert import insert_rows, reserve_ids
from articles.ingest.clusters.candidates import find_candidates, fingerprint_of_item, keep
from articles.ingest.clusters.fingerprint import Fingerprint
from articles.ingest.clusters.joining import Joined, cluster_batch
from articles.ingest.clusters.same_event import same_event
from articles.models import (
    Cluster,
    ClusterMember,
    FingerprintBucket,
    ItemFingerprint,
    Source,
    UpstreamItem,
)
from benchmarks.events import Events

_SOURCES = 20
_CHUNK = 1000
_SAMPLE = 2000


@dataclass
class _Told:
    """The tellings of an event, the first with its fingerprint."""

    first: Fingerprint
    members: list[ClusterMember] = field(default_factory=list)
    moments: list[dt.datetime] = field(default_factory=list)


def events_of(count: int) -> Events:
    """Events of which `count` items tell in the window; one is told again within a day."""
    return Events(count, max(20, count // settings.CLUSTER_DAYS // 2))


def fill(events: Events, count: int, work: Callable[..., Any] = map) -> None:
    """Add `count` items, spread over the whole window, as if they had been compared.

    `work` is `map`, or one like it that uses several processes.
    """
    now, days = timezone.now(), dt.timedelta(days=settings.CLUSTER_DAYS)
    told: dict[int, _Told] = {}
    with _without_index():
        for begin in range(0, count, _CHUNK):
            moments = [
                now - days * (1 - number / count)
                for number in range(begin, min(begin + _CHUNK, count))
            ]
            with transaction.atomic():
                tellings = _create(events, moments, clustered_at=now)
                items = [item for _event, item in tellings]
                pairs = list(zip(items, work(fingerprint_of_item, items), strict=True))
                keep(pairs)
                for (event, item), (_item, fingerprint) in zip(tellings, pairs, strict=True):
                    _tell(told, event, item, fingerprint)
                ended = [event for event in told if event < events.begun - events.kept]
                _write_clusters([told.pop(event) for event in ended])
        _write_clusters(list(told.values()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def arrive(events: Events, count: int) -> None:
    """Add `count` new items, which wait to be compared."""
    with transaction.atomic():
        _create(events, [timezone.now()] * count, clustered_at=None)


def shares() -> tuple[float, float]:
    """The share of the items that have the commonest word, of some thousand of them, and that are
    in the largest bucket."""
    rows = ItemFingerprint.objects.order_by("-pk").values_list("values", flat=True)[:_SAMPLE]
    words = Counter(word for values in rows for word in values["words"])
    buckets = FingerprintBucket.objects.values("bucket").annotate(items=Count("pk"))
    largest = buckets.order_by("-items")[0]["items"]
    return words.most_common(1)[0][1] / len(rows), largest / ItemFingerprint.objects.count()


def measure() -> dict[str, float]:
    """Compare all that wait; what one item takes, and the most memory that this process had.

    The first batch loads what the process needs, and is not counted.
    """
    cluster_batch()
    clock, processor = list[float](), list[float]()
    last = time.perf_counter(), time.process_time()
    while count := cluster_batch():
        now = time.perf_counter(), time.process_time()
        clock.append(1000 * (now[0] - last[0]) / count)
        processor.append(1000 * (now[1] - last[1]) / count)
        last = now
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    newest = list(UpstreamItem.objects.order_by("-pk")[:200])
    seconds = settings.CLUSTER_DAYS * 86_400
    found = [len(find_candidates(item, fingerprint_of_item(item), seconds)) for item in newest]
    joined = ClusterMember.objects.filter(item__in=newest).count()
    return {
        "clock": statistics.median(clock),
        "processor": statistics.mean(processor),
        "memory": memory,
        "candidates": statistics.mean(found),
        "joined": joined / len(newest),
    }


def _create(
    events: Events, moments: list[dt.datetime], clustered_at: dt.datetime | None
) -> list[tuple[int, UpstreamItem]]:
    """Items at these moments, each with the number of its event."""
    sources = list(Source.objects.all()) or [
        Source.objects.create(key=f"s{n}", name=f"Source {n}", kind="RSS") for n in range(_SOURCES)
    ]
    ids = reserve_ids(UpstreamItem, len(moments))
    tellings = []
    for number, moment in zip(ids, moments, strict=True):
        telling = events.tell()
        address = f"https://wire.example.org/{number}"
        item = UpstreamItem(
            pk=number, source=sources[number % _SOURCES], external_id=str(number), guid=address,
            url=address, title=telling.title, body=telling.body, lang="en", published_at=moment,
            first_seen_at=moment, changed_at=moment, clustered_at=clustered_at,
        )  # fmt: skip
        tellings.append((telling.event, item))
    columns = [column.attname for column in UpstreamItem._meta.concrete_fields]
    values = attrgetter(*columns)
    insert_rows(UpstreamItem, columns, [values(item) for _event, item in tellings])
    return tellings


def _tell(told: dict[int, _Told], event: int, item: UpstreamItem, fingerprint: Fingerprint) -> None:
    """Keep the item as a telling of its event, if the program would recognize it as one."""
    if event not in told:
        told[event] = _Told(fingerprint)
        member = ClusterMember(item=item, joined=Joined.FIRST)
    elif verdict := same_event(told[event].first, fingerprint, settings.CLUSTER_DAYS * 86_400):
        member = ClusterMember(item=item, joined=Joined(verdict.by), likeness=verdict.likeness)
    else:
        return
    told[event].members.append(member)
    told[event].moments.append(item.first_seen_at)


def _write_clusters(ended: list[_Told]) -> None:
    """Store the clusters of events of which there are several tellings."""
    several = [one for one in ended if len(one.members) > 1]
    clusters = [
        Cluster(lead=one.members[0].item, first_at=one.moments[0], last_at=one.moments[-1])
        for one in several
    ]
    Cluster.objects.bulk_create(clusters, batch_size=500)
    for one, cluster in zip(several, clusters, strict=True):
        for member in one.members:
            member.cluster = cluster
    members = [member for one in several for member in one.members]
    ClusterMember.objects.bulk_create(members, batch_size=500)


@contextmanager
def _without_index() -> Iterator[None]:
    """Make the index of the buckets at the end, at once: row by row it takes hours."""
    (index,) = FingerprintBucket._meta.indexes
    with connection.schema_editor() as editor:
        editor.remove_index(FingerprintBucket, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_index(FingerprintBucket, index)
