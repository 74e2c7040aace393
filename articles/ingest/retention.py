"""Deletion of upstream items of which nobody made an article."""

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Article, AuditEntry, UpstreamItem
from articles.models.upstream_item import UpstreamItemQuerySet

_BATCH = 500


def deletable(days: int) -> UpstreamItemQuerySet:
    """The items first seen more than `days` days ago of which there is no article, in any state
    and language; none for 0 days."""
    if not days:
        return UpstreamItem.objects.none()
    old = UpstreamItem.objects.filter(first_seen_at__lt=timezone.now() - dt.timedelta(days=days))
    articles = Article.objects.identified().filter(
        external_id=OuterRef("external_id"), source=OuterRef("source")
    )
    return old.exclude(Exists(articles)).order_by("first_seen_at")


def prune_items() -> int:
    """Delete what settings.UPSTREAM_DAYS allows to, and record it in the audit log; return the
    number of deleted items. Each batch is a transaction of its own."""
    days, count = settings.UPSTREAM_DAYS, 0
    while ids := list(deletable(days).values_list("pk", flat=True)[:_BATCH]):
        # With the condition again: an article may have come meanwhile.
        deleted = deletable(days).filter(pk__in=ids).delete()[1].get("articles.UpstreamItem", 0)
        count += deleted
        if not deleted:
            break
    if count:
        AuditEntry.record("prune_originals", None, count=count, days=days)
    return count
