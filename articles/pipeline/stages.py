"""The stages of the chain, in their order. Each does what is left of its work, for so many items.

A stage that is off says so, and what switches it on. What it cannot do is told in words.
Only an error of the program or of the database ends the chain.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final, Protocol

from django.utils.translation import gettext

from articles.ingest.clusters.joining import cluster_waiting
from articles.ingest.deciding import decide_new_items, would_decide
from articles.ingest.drafts import chosen_items, make_drafts
from articles.ingest.exceptions import RulesUnreadable
from articles.ingest.rules_in_use import RulesInUse, rules_on
from articles.models import StageResult, UpstreamItem
from articles.models.upstream_item import ItemVerdict
from articles.pipeline.covers import cover_stage
from articles.pipeline.polls import poll_stage
from articles.pipeline.rewrites import rewrite_stage
from articles.pipeline.translations import translate_stage

# Failures that a run tells; the list of originals has all.
_TOLD: Final = 10


class Stage(Protocol):
    """A stage takes `limit` items at most; in a dry run it writes nothing and asks nobody."""

    def __call__(self, limit: int, *, dry_run: bool) -> StageResult: ...


def filter_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Decide about new items by the rules that are on."""
    rules, instead = _rules("filter")
    if rules is None:
        return instead
    if dry_run:
        return StageResult("filter", counts=_counts(would_decide(rules, limit)))
    # Of several originals about one event one becomes a draft.
    cluster_waiting()
    counts = decide_new_items(rules, limit)
    return StageResult("filter", counts=_counts(counts))


def draft_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Make drafts in review of chosen items."""
    rules, instead = _rules("draft")
    if rules is None:
        return instead
    if dry_run:
        return StageResult("draft", counts={"waiting": chosen_items()[:limit].count()})
    counts = make_drafts(rules, limit)
    return StageResult("draft", counts=_counts(counts), words=_failures(counts))


def _rules(stage: str) -> tuple[RulesInUse | None, StageResult]:
    """The rules that are on; without any, what the stage says instead."""
    try:
        rules = rules_on()
    except RulesUnreadable as error:
        return None, StageResult(stage, "failed", words=[str(error)])
    text = gettext("No rules are on. Switch a version on under Rules for originals.")
    return rules, StageResult(stage, "off", words=[text])


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of verdicts, in the order of these."""
    return {verdict.value: counts[verdict] for verdict in ItemVerdict if counts.get(verdict)}


def _failures(counts: Counter[str]) -> list[str]:
    """The reasons why no draft could be made, for the items that failed last."""
    failed = counts[ItemVerdict.FAILED]
    if not failed:
        return []
    rows = UpstreamItem.objects.filter(verdict=ItemVerdict.FAILED).order_by("-decided_at")
    return [f"{item}: {item.verdict_word}" for item in rows[: min(failed, _TOLD)]]


STAGES: tuple[Stage, ...] = (
    poll_stage,
    filter_stage,
    draft_stage,
    rewrite_stage,
    translate_stage,
    cover_stage,
)
