"""Decides what becomes of new items, by the rules that are on. Each item is decided once."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.ingest.item_rows import record_of, with_beginnings
from articles.ingest.rules.apply import RuleDecision, RuleOutcome
from articles.ingest.rules_in_use import RulesInUse
from articles.lib.graphemes import clip
from articles.models import Article, ClusterMember, IngestRules, UpstreamItem
from articles.models.upstream_item import ItemVerdict, UpstreamItemQuerySet

# Items of a transaction.
_BATCH = 100
# Verdict, reason and word.
Decision = tuple[str, str, str]
# Verdicts of items that have a story, or will have one.
_TOLD = frozenset((ItemVerdict.CHOSEN.value, ItemVerdict.MADE.value, ItemVerdict.COVERED.value))
_VERDICTS = {
    RuleOutcome.STORY: ItemVerdict.CHOSEN,
    RuleOutcome.DROPPED: ItemVerdict.DROPPED,
    RuleOutcome.OLD: ItemVerdict.OLD,
}


def undecided() -> UpstreamItemQuerySet:
    """The items about which nothing was decided, in the order in which they came."""
    return UpstreamItem.objects.filter(verdict=ItemVerdict.NEW).order_by("id")


def waits_for_rules() -> bool:
    """Whether rules are on, and items wait for a decision or a draft. Two queries at most."""
    waiting = UpstreamItem.objects.filter(verdict__in=[ItemVerdict.NEW, ItemVerdict.CHOSEN])
    return waiting.exists() and IngestRules.on() is not None


def has_story() -> Exists:
    """The condition of items of which there is an article, in any state and language."""
    return Exists(
        Article.objects.identified().filter(
            external_id=OuterRef("external_id"), source=OuterRef("source")
        )
    )


def decide_new_items(rules: RulesInUse, limit: int) -> Counter[str]:
    """Decide about `limit` new items at most; the number of each verdict.

    Each batch is a transaction, so one that is killed loses no decision and makes none twice.
    """
    counts: Counter[str] = Counter()
    while (left := limit - counts.total()) > 0:
        batch = _decide_batch(rules, min(left, _BATCH))
        if not batch:
            break
        counts += batch
    return counts


def would_decide(rules: RulesInUse, limit: int) -> Counter[str]:
    """The number of each verdict about `limit` new items at most, without a story; none is written.

    Two queries for each hundred items.
    """
    ids = list(undecided().exclude(has_story()).values_list("pk", flat=True)[:limit])
    counts: Counter[str] = Counter()
    for start in range(0, len(ids), _BATCH):
        rows = UpstreamItem.objects.filter(pk__in=ids[start : start + _BATCH])
        for item in with_beginnings(rows.select_related("source")):
            counts[_decision(item, rules, is_covered=False)[0]] += 1
    return counts


@transaction.atomic
def _decide_batch(rules: RulesInUse, size: int) -> Counter[str]:
    """Five queries, and one for each different decision."""
    # Two workers take different items where the database can say so; SQLite has one writer.
    skip_locked = connection.features.has_select_for_update_skip_locked
    locked = undecided().select_for_update(of=("self",), skip_locked=skip_locked)
    items = with_beginnings(locked.select_related("source")[:size])
    if not items:
        return Counter()
    covered = set(
        UpstreamItem.objects.filter(has_story(), pk__in=[item.pk for item in items]).values_list(
            "pk", flat=True
        )
    )
    decisions = {item.pk: _decision(item, rules, is_covered=item.pk in covered) for item in items}
    groups: dict[tuple[str, str, str], list[int]] = {}
    for pk, decision in _without_repeats(decisions).items():
        groups.setdefault(decision, []).append(pk)
    counts: Counter[str] = Counter()
    for (verdict, reason, word), ids in groups.items():
        write_verdict(ids, verdict, rules, reason, word)
        counts[verdict] += len(ids)
    return counts


def _without_repeats(decisions: dict[int, Decision]) -> dict[int, Decision]:
    """The decisions, of which one for each event is that a draft is made: if another original of
    its cluster has a story, or will have one, an item is a repeat. The lead comes first. Two
    queries."""
    members = ClusterMember.objects.filter(item__in=decisions)
    rows = list(members.values_list("item_id", "cluster_id", "cluster__lead_id"))
    told_by_others = ClusterMember.objects.filter(
        cluster__in={cluster for _item, cluster, _lead in rows}, item__verdict__in=_TOLD
    )
    told = set(told_by_others.values_list("cluster_id", flat=True))
    for pk, cluster, _lead in sorted(rows, key=lambda row: (row[0] != row[2], row[0])):
        if cluster in told and decisions[pk][0] == ItemVerdict.CHOSEN.value:
            decisions[pk] = ItemVerdict.REPEAT.value, "", ""
        elif decisions[pk][0] in _TOLD:
            told.add(cluster)
    return decisions


def _decision(item: UpstreamItem, rules: RulesInUse, *, is_covered: bool) -> Decision:
    if is_covered:
        return ItemVerdict.COVERED.value, "", ""
    decision = decision_about(item, rules)
    days = rules.book.rules.fresh_days
    if decision.values and days and _is_older(item, days):
        return ItemVerdict.OLD.value, "waited", str(days)
    return _VERDICTS[decision.outcome].value, decision.reason, decision.word


def _is_older(item: UpstreamItem, days: int) -> bool:
    """Whether an item that was fresh when it came is not any more: rules that are switched on make
    no drafts of what came in the months before."""
    moment = item.published_at or item.first_seen_at
    return moment < timezone.now() - dt.timedelta(days=days)


def decision_about(item: UpstreamItem, rules: RulesInUse) -> RuleDecision:
    """The decision of the rules about an item as of the time when it came, so that a test of other
    rules on the same item means the same."""
    return rules.book.apply(record_of(item), item.first_seen_at)


def write_verdict(
    ids: Iterable[int],
    verdict: str,
    rules: RulesInUse | None = None,
    reason: str = "",
    word: str = "",
) -> None:
    """Write what became of items; one query. No reader sees it."""
    UpstreamItem.objects.filter(pk__in=ids).update(
        verdict=verdict,
        verdict_reason=reason,
        verdict_word=clip(word, 300),
        decided_at=timezone.now(),
        decided_by_rules=rules.version if rules else None,
    )
