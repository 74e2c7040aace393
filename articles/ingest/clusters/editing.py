"""Actions of editors on clusters: take an item out, put items together, choose the lead."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import transaction

from articles.db.turns import take_turn
from articles.ingest.clusters.joining import MAX_ITEMS, TURN, add, begin, moment_of
from articles.ingest.exceptions import ClusterChanged, ClusterTooLarge
from articles.models import AuditEntry, Cluster, ClusterMember, ClusterSplit, UpstreamItem

# The actions of the audit log.
SPLIT: Final = "split_cluster"
JOIN: Final = "join_items"
LEAD: Final = "lead_cluster"
Joined = ClusterMember.Joined


@transaction.atomic
def split_off(item_id: int, by: Any) -> AuditEntry:
    """Take an item out of its cluster, and keep it apart from the others from now on.

    Of two items both are alone then. Returns the audit entry, which can be undone. Raises
    ClusterChanged where the item is in no cluster.
    """
    take_turn(TURN)
    membership = membership_of(item_id)
    cluster = membership.cluster
    others = list(cluster.members.exclude(item=item_id).values_list("item_id", flat=True))
    detail: dict[str, Any] = {
        "item": item_id,
        "others": others,
        "lead": cluster.lead_id,
        "joined": membership.joined,
        "likeness": membership.likeness,
        "title": str(membership.item),
    }
    ClusterSplit.remember(item_id, others)
    membership.delete()
    settle(cluster)
    return AuditEntry.record(SPLIT, by, **detail)


@transaction.atomic
def put_together(item_ids: Sequence[int], by: Any) -> AuditEntry:
    """Put items, and all that are in the clusters of these, into one cluster, by hand.

    That of the first item that has one stays, with its lead; else the first item leads. What kept
    them apart is forgotten. Returns the audit entry, which can be undone. Raises ClusterChanged
    where they are together already or one is gone, and ClusterTooLarge.
    """
    take_turn(TURN)
    items = UpstreamItem.objects.select_related("membership__cluster").in_bulk(item_ids)
    ordered = [items[pk] for pk in item_ids if pk in items]
    clusters = {one.membership.cluster_id: one.membership.cluster for one in ordered if _is_in(one)}
    alone = [one for one in ordered if not _is_in(one)]
    if len(ordered) < 2 or len(items) < len(set(item_ids)) or len(clusters) + len(alone) < 2:
        raise ClusterChanged
    members = list(ClusterMember.objects.filter(cluster__in=clusters).order_by("pk"))
    if len(members) + len(alone) > MAX_ITEMS:
        raise ClusterTooLarge
    kept = next(iter(clusters.values())) if clusters else None
    # A cluster that goes, and each item alone, is a group that an undo makes again.
    groups: list[dict[str, Any]] = [
        {"lead": one.lead_id, "items": [_state(m) for m in members if m.cluster_id == one.pk]}
        for one in clusters.values()
        if kept and one.pk != kept.pk
    ]
    if kept is None:
        kept, alone = begin(alone[0]), alone[1:]
        members = list(kept.members.all())
    ids = [*(member.item_id for member in members), *(one.pk for one in alone)]
    splits = ClusterSplit.objects.filter(one__in=ids, other__in=ids)
    pairs = list(splits.values_list("one", "other"))
    splits.delete()
    for member in members:
        if member.cluster_id != kept.pk:
            member.cluster, member.joined, member.likeness = kept, Joined.HAND, None
            member.save()
    Cluster.objects.filter(pk__in=[pk for pk in clusters if pk != kept.pk]).delete()
    for item in alone:
        add(kept, item, Joined.HAND, None)
        groups.append({"lead": None, "items": [[item.pk, "", None]]})
    settle(kept)
    detail: dict[str, Any] = {
        "cluster": kept.pk,
        "groups": groups,
        "splits": pairs,
        "title": str(kept),
    }
    return AuditEntry.record(JOIN, by, **detail)


@transaction.atomic
def choose_lead(item_id: int, by: Any) -> AuditEntry:
    """Let an item lead its cluster. Returns the audit entry, which can be undone. Raises
    ClusterChanged where it is in none, or leads it already."""
    take_turn(TURN)
    cluster = membership_of(item_id).cluster
    if cluster.lead_id == item_id:
        raise ClusterChanged
    before = cluster.lead_id
    Cluster.objects.filter(pk=cluster.pk).update(lead=item_id)
    detail: dict[str, Any] = {"cluster": cluster.pk, "lead": before, "chosen": item_id}
    title = str(UpstreamItem.objects.only("title", "external_id").get(pk=item_id))
    return AuditEntry.record(LEAD, by, **detail, title=title)


def membership_of(item_id: int) -> ClusterMember:
    """The membership of an item, with its cluster. Raises ClusterChanged where it has none."""
    rows = ClusterMember.objects.select_related("cluster", "item")
    membership = rows.filter(item=item_id).first()
    if membership is None:
        raise ClusterChanged
    return membership


def settle(cluster: Cluster) -> None:
    """Delete a cluster of fewer than two items; give any other its lead and its times."""
    items = [member.item for member in cluster.members.in_order()]
    if len(items) < 2:
        cluster.delete()
        return
    if cluster.lead_id not in {item.pk for item in items}:
        cluster.lead = items[0]
    moments = [moment_of(item) for item in items]
    cluster.first_at, cluster.last_at = min(moments), max(moments)
    cluster.save()


def _is_in(item: UpstreamItem) -> bool:
    return getattr(item, "membership", None) is not None


def _state(member: ClusterMember) -> list[object]:
    return [member.item_id, member.joined, member.likeness]


def stored_splits(pairs: Collection[Sequence[int]]) -> None:
    """Store that the two items of each pair, by their ids, are kept apart."""
    for one, other in pairs:
        ClusterSplit.remember(one, [other])
