"""The stage of the chain that has drafts rewritten: a suggestion for each, which a person takes."""

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Article, ModelJob, StageResult, Suggestion, UpstreamItem
from articles.models.upstream_item import ItemVerdict, UpstreamItemQuerySet
from articles.pipeline.affordable import affordable, too_little
from articles.rewriting.endpoint import not_configured
from articles.rewriting.tasks import rewrite_items
from articles.workflow import Status

# A draft that is older was left to people.
_DAYS = 1


def without_rewrite() -> UpstreamItemQuerySet:
    """Items of which drafts were made lately that readers do not have yet, and that no model was
    asked about."""
    since = timezone.now() - dt.timedelta(days=_DAYS)
    made = UpstreamItem.objects.filter(verdict=ItemVerdict.MADE, decided_at__gte=since)
    asked = Suggestion.objects.filter(item=OuterRef("pk"), job=ModelJob.REWRITE)
    # Of a story that readers have no suggestion can be taken.
    drafts = Article.objects.identified().filter(
        external_id=OuterRef("external_id"), source=OuterRef("source"), status=Status.IN_REVIEW
    )
    return made.filter(Exists(drafts)).exclude(Exists(asked)).order_by("pk")


def rewriting_off() -> str:
    """The reason why the chain has nothing rewritten, and what switches it on; empty where it
    does."""
    if not settings.PIPELINE_REWRITE:
        return gettext("Rewriting is off; PIPELINE_REWRITE=true switches it on.")
    return not_configured()


def rewrite_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Have drafts rewritten by the worker, each once, as far as the budget goes.

    Nothing of it is in a story before a person took the suggestion.
    """
    if why := rewriting_off():
        return StageResult("rewrite", "off", words=[why])
    items = list(without_rewrite().select_related("source")[:limit])
    if dry_run:
        return StageResult("rewrite", counts={"waiting": len(items)})
    paid = items[: affordable(1 for _item in items)]
    words = [too_little()] if len(paid) < len(items) else []
    asked = rewrite_items(paid, None) if paid else []
    return StageResult("rewrite", counts={"asked": len(asked)}, words=words)
