"""Undoing what an editor did with clusters, where nothing else has changed them since."""

from typing import Any, Final

from django.db import transaction

from articles.db.turns import take_turn
from articles.ingest.clusters.editing import JOIN, LEAD, SPLIT, settle, stored_splits
from articles.ingest.clusters.joining import MAX_ITEMS, TURN, add, begin
from articles.ingest.exceptions import ClusterChanged, ClusterTooLarge
from articles.models import AuditEntry, Cluster, ClusterMember, ClusterSplit, UpstreamItem

UNDO: Final = "undo_cluster"
_ACTIONS = (SPLIT, JOIN, LEAD)
Joined = ClusterMember.Joined


def last_of(user: Any) -> AuditEntry | None:
    """The last thing that `user` did with clusters, if it was not undone; two queries."""
    entry = AuditEntry.objects.filter(actor=user.pk, action__in=(*_ACTIONS, UNDO)).first()
    return entry if entry is not None and entry.action != UNDO else None


@transaction.atomic
def undo(entry: AuditEntry, by: Any) -> None:
    """Undo what `entry` of the audit log did, and record that.

    Raises ClusterChanged where somebody changed these clusters since, or undid it, and
    ClusterTooLarge where a cluster has filled up meanwhile. Nothing is written then.
    """
    take_turn(TURN)
    is_undone = AuditEntry.objects.filter(action=UNDO, detail__of=entry.pk).exists()
    if is_undone or entry.action not in _ACTIONS:
        raise ClusterChanged
    {SPLIT: _put_back, JOIN: _take_apart, LEAD: _lead_again}[entry.action](entry.detail)
    AuditEntry.record(UNDO, by, of=entry.pk, title=entry.detail.get("title", ""))


def _put_back(detail: dict[str, Any]) -> None:
    items = UpstreamItem.objects.in_bulk([detail["item"], *detail["others"]])
    item = items.pop(detail["item"], None)
    if item is None or not items or ClusterMember.objects.filter(item=item).exists():
        raise ClusterChanged
    ClusterSplit.between(item.pk, list(items)).delete()
    clusters = {one.cluster_id for one in ClusterMember.objects.filter(item__in=items)}
    if not clusters and len(items) == 1:
        # There were two: both are alone by now.
        (other,) = items.values()
        lead = item if detail["lead"] == item.pk else other
        cluster = begin(lead)
        add(cluster, other if lead is item else item, _joined(detail), detail["likeness"])
        return
    if len(clusters) != 1:
        raise ClusterChanged
    cluster = Cluster.objects.get(pk=clusters.pop())
    if cluster.members.count() >= MAX_ITEMS:
        raise ClusterTooLarge
    add(cluster, item, _joined(detail), detail["likeness"])
    if detail["lead"] == item.pk:
        Cluster.objects.filter(pk=cluster.pk).update(lead=item)


def _joined(detail: dict[str, Any]) -> ClusterMember.Joined:
    return Joined(detail["joined"])


def _take_apart(detail: dict[str, Any]) -> None:
    cluster = Cluster.objects.filter(pk=detail["cluster"]).first()
    moved = [state[0] for group in detail["groups"] for state in group["items"]]
    rows = ClusterMember.objects.filter(cluster=cluster, item__in=moved)
    members = {row.item_id: row for row in rows}
    if cluster is None or set(members) != set(moved):
        raise ClusterChanged
    for group in detail["groups"]:
        if group["lead"] is None:
            members[group["items"][0][0]].delete()
            continue
        lead = UpstreamItem.objects.get(pk=group["lead"])
        again = Cluster.objects.create(
            lead=lead, first_at=cluster.first_at, last_at=cluster.last_at
        )
        for pk, joined, likeness in group["items"]:
            row = members[pk]
            row.cluster, row.joined, row.likeness = again, Joined(joined), likeness
            row.save()
        settle(again)
    settle(cluster)
    stored_splits(detail["splits"])


def _lead_again(detail: dict[str, Any]) -> None:
    rows = Cluster.objects.filter(pk=detail["cluster"], lead=detail["chosen"])
    if not rows.filter(members__item=detail["lead"]).update(lead=detail["lead"]):
        raise ClusterChanged
