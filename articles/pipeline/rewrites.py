"""The stage of the chain that has drafts rewritten: a suggestion for each, which a person takes."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Article, ModelJob, StageResult, Suggestion, UpstreamItem
from articles.models.upstream_item import ItemVerdict, UpstreamItemQuerySet
from articles.rewriting import budget
from articles.rewriting.endpoint import not_configured
from articles.rewriting.tasks import rewrite_items
from articles.workflow import Status

# A draft that is older was left to people.
_DAYS = 1
# Tokens of a question: the prompt, and an original of some hundred words.
_TOKENS = 2000


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


def rewrite_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Have drafts rewritten by the worker, each once, as far as the budget goes.

    Nothing of it is in a story before a person took the suggestion.
    """
    if why := not_configured():
        return StageResult("rewrite", "off", words=[why])
    items = list(without_rewrite().select_related("source")[:limit])
    if dry_run:
        return StageResult("rewrite", counts={"waiting": len(items)})
    paid = items[: _affordable(len(items))]
    words = []
    if len(paid) < len(items):
        text = gettext("The budget of today leaves too little for all. The next run goes on.")
        words = [text]
    asked = rewrite_items(paid, None) if paid else []
    return StageResult("rewrite", counts={"asked": len(asked)}, words=words)


def _affordable(wanted: int) -> int:
    """The number of `wanted` originals that the budget of today pays for at most, beside those that
    wait for the model already. Those beyond it would fail, and a person would have to ask again."""
    state = budget.budget_state()
    if not state.has_prices:
        return wanted
    waiting = Suggestion.objects.filter(state=Suggestion.SuggestionState.WAITING).count()
    return max(int(state.left / budget.highest_cost(_TOKENS)) - waiting, 0)
