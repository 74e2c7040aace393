"""Deletion of upstream items of which nobody made an article."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.db.turns import take_turn
from articles.ingest.clusters.editing import settle
from articles.ingest.clusters.joining import TURN
from articles.models import Article, AuditEntry, Cluster, Suggestion, UpstreamItem
from articles.models.upstream_item import UpstreamItemQuerySet

_BATCH = 500


def deletable(days: int) -> UpstreamItemQuerySet:
    """The items first seen more than `days` days ago of which there is no article, in any state
    and language, and no suggestion that is being written or waits for a person; none for 0 days."""
    if not days:
        return UpstreamItem.objects.none()
    old = UpstreamItem.objects.filter(first_seen_at__lt=timezone.now() - dt.timedelta(days=days))
    articles = Article.objects.identified().filter(
        external_id=OuterRef("external_id"), source=OuterRef("source")
    )
    suggestions = Suggestion.objects.current().filter(item=OuterRef("pk"))
    return old.exclude(Exists(articles)).exclude(Exists(suggestions)).order_by("first_seen_at")


def prune_items() -> int:
    """Delete what settings.UPSTREAM_DAYS allows to, and record it in the audit log; return the
    number of deleted items. Each batch is a transaction of its own."""
    days, count = settings.UPSTREAM_DAYS, 0
    while deleted := _prune_batch(days):
        count += deleted
    if count:
        AuditEntry.record("prune_originals", None, count=count, days=days)
    return count


@transaction.atomic
def _prune_batch(days: int) -> int:
    """Delete the next items; return their number, 0 if there are none. A cluster of which one goes
    keeps the others, with another lead if need be, and ends where one alone is left."""
    take_turn(TURN)
    ids = list(deletable(days).values_list("pk", flat=True)[:_BATCH])
    clusters = list(Cluster.objects.filter(members__item__in=ids).distinct())
    for cluster in clusters:
        others = cluster.members.in_order().exclude(item__in=ids)
        if cluster.lead_id in ids and (first := others.first()):
            # With its lead the cluster would go.
            Cluster.objects.filter(pk=cluster.pk).update(lead=first.item_id)
    # With the condition again: an article may have come meanwhile.
    deleted = deletable(days).filter(pk__in=ids).delete()[1].get("articles.UpstreamItem", 0)
    for cluster in Cluster.objects.filter(pk__in=[cluster.pk for cluster in clusters]):
        settle(cluster)
    return deleted
