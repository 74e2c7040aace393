"""The stage of the chain that has drafts rewritten: a suggestion for each, which a person takes."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import ModelJob, StageResult, Suggestion, UpstreamItem
from articles.models.upstream_item import ItemVerdict, UpstreamItemQuerySet
from articles.rewriting.endpoint import not_configured
from articles.rewriting.tasks import rewrite_items

# A draft that is older was left to people.
_DAYS = 1


def without_rewrite() -> UpstreamItemQuerySet:
    """Items of which the chain made drafts lately, and that no model was asked about."""
    since = timezone.now() - dt.timedelta(days=_DAYS)
    made = UpstreamItem.objects.filter(verdict=ItemVerdict.MADE, decided_at__gte=since)
    asked = Suggestion.objects.filter(item=OuterRef("pk"), job=ModelJob.REWRITE)
    return made.exclude(Exists(asked)).order_by("pk")


def rewrite_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Have drafts rewritten by the worker, each once, as far as the budget goes.

    Nothing of it is in a story before a person took the suggestion.
    """
    if why := not_configured():
        return StageResult("rewrite", "off", words=[why])
    items = list(without_rewrite().select_related("source")[:limit])
    if dry_run:
        return StageResult("rewrite", counts={"waiting": len(items)})
    return StageResult("rewrite", counts={"asked": len(rewrite_items(items, None))})
