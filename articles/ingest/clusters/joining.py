"""Puts new items into clusters, by machine: what people took apart stays apart."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.db.turns import take_turn
from articles.ingest.clusters.candidates import (
    find_candidates,
    fingerprint_of_item,
    forget,
    keep,
)
from articles.ingest.clusters.contradictions import contradiction
from articles.ingest.clusters.fingerprint import Fingerprint
from articles.ingest.clusters.same_event import Verdict, same_event
from articles.models import Cluster, ClusterMember, ClusterSplit, ItemFingerprint, UpstreamItem

# Items of one transaction: others write between two of them.
BATCH: Final = 50
# Items of one cluster. More about one event are no use to an editor; a feed that repeats itself
# without end fills one cluster after another.
MAX_ITEMS: Final = 100
# The key of the advisory lock: clusters are changed by one transaction at a time, else two workers
# would each put an item into a cluster of its own.
TURN: Final = 0x6E657775
_DAY: Final = 86_400
Joined = ClusterMember.Joined
Match = tuple[UpstreamItem, Fingerprint, Verdict]


def cluster_waiting() -> int:
    """Compare all items that were not yet, batch by batch; return their number.

    An item is done once its batch is committed: who is stopped begins there again.
    """
    done = 0
    while count := cluster_batch():
        done += count
    return done


@transaction.atomic
def cluster_batch() -> int:
    """Compare the next items with those before them; return their number, 0 if none wait.

    Some six queries for each item, and some ten for one that joins a cluster.
    """
    take_turn(TURN)
    items = list(UpstreamItem.objects.not_compared()[:BATCH])
    for item in items:
        if settings.CLUSTER_DAYS:
            _compare(item, settings.CLUSTER_DAYS * _DAY)
    done = UpstreamItem.objects.filter(pk__in=[item.pk for item in items])
    done.update(clustered_at=timezone.now())
    return len(items)


def _compare(item: UpstreamItem, window: int) -> None:
    fingerprint = fingerprint_of_item(item)
    if not ClusterMember.objects.filter(item=item).exists():
        matches = [
            (candidate, another, verdict)
            for candidate, another in find_candidates(item, fingerprint, window)
            if (verdict := same_event(fingerprint, another, window))
        ]
        # Exact repeats first, then the most alike; of equal ones the first that came.
        matches.sort(key=lambda match: (match[2].by == "near", -match[2].likeness, match[0].pk))
        _join(item, fingerprint, matches)
    keep([(item, fingerprint)])


def _join(item: UpstreamItem, fingerprint: Fingerprint, matches: Sequence[Match]) -> None:
    """Put the item into the cluster of its best match that may have it, and other matches without a
    cluster beside it."""
    cluster = None
    for candidate, _another, verdict in matches:
        membership = getattr(candidate, "membership", None)
        if cluster is None:
            if membership is None:
                if ClusterSplit.between(item.pk, [candidate.pk]).exists():
                    continue
                cluster = begin(candidate)
            elif not _may_join(item, fingerprint, membership.cluster, verdict):
                continue
            else:
                cluster = membership.cluster
            add(cluster, item, Joined(verdict.by), verdict.likeness)
        elif membership is None and _may_join(candidate, _another, cluster, verdict):
            add(cluster, candidate, Joined(verdict.by), verdict.likeness)


def _may_join(
    item: UpstreamItem, fingerprint: Fingerprint, cluster: Cluster, verdict: Verdict
) -> bool:
    """Whether the cluster has room, nobody took the item apart from one of it, and its lead does
    not contradict: else a chain of tellings would lead from one event to another."""
    members = list(cluster.members.values_list("item_id", flat=True))
    if len(members) >= MAX_ITEMS or ClusterSplit.between(item.pk, members).exists():
        return False
    if verdict.by != "near":
        return True
    row = ItemFingerprint.objects.filter(item=cluster.lead_id).first()
    lead = Fingerprint.of_stored(row.values) if row else fingerprint_of_item(cluster.lead)
    return lead.lang != fingerprint.lang or not contradiction(lead, fingerprint)


def begin(lead: UpstreamItem) -> Cluster:
    """A new cluster with its first item."""
    moment = moment_of(lead)
    cluster = Cluster.objects.create(lead=lead, first_at=moment, last_at=moment)
    ClusterMember(cluster=cluster, item=lead, joined=Joined.FIRST).save()
    return cluster


def add(
    cluster: Cluster, item: UpstreamItem, joined: ClusterMember.Joined, likeness: float | None
) -> None:
    """Put an item without a cluster into this one; its times follow."""
    ClusterMember(cluster=cluster, item=item, joined=joined, likeness=likeness).save()
    moment = moment_of(item)
    cluster.first_at = min(cluster.first_at, moment)
    cluster.last_at = max(cluster.last_at, moment)
    cluster.save(update_fields=["first_at", "last_at"])


def moment_of(item: UpstreamItem) -> dt.datetime:
    """The time of publication, or of arrival where upstream gives none or one ahead."""
    return min(item.published_at or item.first_seen_at, item.first_seen_at)


def prune_fingerprints() -> int:
    """Delete the fingerprints with which no new item is compared any more; return their number.

    Not while items wait: those of an archive are compared with each other. Each batch is a
    transaction of its own.
    """
    count = 0
    last = int(timezone.now().timestamp()) - 2 * settings.CLUSTER_DAYS * _DAY
    old = ItemFingerprint.objects.filter(moment__lt=last).order_by("moment")
    while not UpstreamItem.objects.not_compared().exists():
        ids = list(old.values_list("item_id", flat=True)[:500])
        if not ids:
            break
        with transaction.atomic():
            forget(ids)
        count += len(ids)
    return count
