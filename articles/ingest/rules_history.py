"""Rules tested against items that came before, so that one sees what they would change."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from articles.ingest.deciding import decision_about
from articles.ingest.item_rows import with_beginnings
from articles.ingest.rules.apply import RuleDecision
from articles.ingest.rules_in_use import RulesInUse
from articles.lib.text import fold
from articles.models import Article, UpstreamItem
from articles.models.upstream_item import Identity, articles_of

# The newest items that a test takes, and the changes that are listed.
TESTED, LISTED = 500, 100
# What is compared of two decisions; and of a decision and a story, whose words were rewritten.
_VALUES = ("reason", "title", "slug", "lang", "category", "tags", "description")
_VALUES_OF_STORIES = ("category", "tags")


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """The compared parts of a decision: its outcome and reason, and section, tags, title, address
    and language of a story."""

    outcome: str
    reason: str = ""
    word: str = ""
    title: str = ""
    slug: str = ""
    lang: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item about which the tested rules decide otherwise; `changed` names what differs.

    `before` is None where neither rules nor a story said anything of it.
    """

    item: UpstreamItem
    before: DecidedItem | None
    after: DecidedItem
    changed: frozenset[str]


@dataclass(slots=True)
class HistoryTest:
    """What a version of the rules would decide about items that were decided before.

    How many items were `tested`, what becomes of them by outcome, and became before, how many
    stories get another section, and other tags, and the changes, of which `LISTED` are kept.
    """

    tested: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    outcomes_before: Counter[str] = field(default_factory=Counter)
    other_category: int = 0
    other_tags: int = 0
    changes: int = 0
    listed: list[ChangedItem] = field(default_factory=list)


def run_history_test(rules: RulesInUse, before: RulesInUse | None) -> HistoryTest:
    """Apply `rules` to the newest items as of when each came, and compare with the rules `before`;
    without any, with the stories that were made of the items. Nothing is written; four queries."""
    items = with_beginnings(UpstreamItem.objects.select_related("source")[:TESTED])
    stories = {} if before else _stories(items)
    result = HistoryTest(tested=len(items))
    for item in items:
        after = _decided(decision_about(item, rules))
        if before:
            earlier: DecidedItem | None = _decided(decision_about(item, before))
        else:
            earlier = stories.get((item.source_id, item.external_id, after.lang))
        changed = _differences(earlier, after, _VALUES if before else _VALUES_OF_STORIES)
        _count(result, ChangedItem(item, earlier, after, frozenset(changed)))
    return result


def _count(result: HistoryTest, change: ChangedItem) -> None:
    result.outcomes[change.after.outcome] += 1
    if change.before:
        result.outcomes_before[change.before.outcome] += 1
    changed = change.changed
    if not changed:
        return
    result.changes += 1
    result.other_category += "category" in changed
    result.other_tags += "tags" in changed
    if len(result.listed) < LISTED:
        result.listed.append(change)


def _differences(
    before: DecidedItem | None, after: DecidedItem, names: Sequence[str]
) -> Iterator[str]:
    if before is None or before.outcome != after.outcome:
        yield "outcome"
        return
    for name in names:
        earlier, later = getattr(before, name), getattr(after, name)
        if name == "tags":
            earlier, later = tuple(map(fold, earlier)), tuple(map(fold, later))
        if earlier != later:
            yield name


def _decided(decision: RuleDecision) -> DecidedItem:
    values = decision.values
    if values is None:
        return DecidedItem(decision.outcome, decision.reason, decision.word)
    return DecidedItem(
        decision.outcome,
        title=values.title,
        slug=values.slug,
        lang=values.lang,
        category=values.category,
        tags=values.tags,
        description=values.description,
    )


def _stories(items: list[UpstreamItem]) -> dict[tuple[int, str, str], DecidedItem]:
    """The stories of items as if rules had decided them, by source, id and language."""
    identities: list[Identity] = [item.identity for item in items]
    articles = articles_of(Article.objects.all(), identities).select_related("category")
    return {
        (article.source_id or 0, article.external_id, article.lang): DecidedItem(
            "story",
            title=article.title,
            slug=article.slug,
            lang=article.lang,
            category=article.category.key if article.category else "",
            tags=tuple(tag.name for tag in article.tag_list),
            description=article.description,
        )
        for article in articles.prefetch_related("tag_links__tag")
    }
