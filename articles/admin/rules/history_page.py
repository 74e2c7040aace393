"""The page of a test of rules against earlier originals."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.upstream.verdicts import reason_in_words
from articles.ingest.rules_history import ChangedItem, DecidedItem, HistoryTest
from articles.lib.text import fold
from articles.models import UpstreamItem

_OUTCOMES: dict[str, str | Promise] = {
    "story": pgettext_lazy("original", "Becomes a draft"),
    "dropped": pgettext_lazy("original", "Dropped"),
    "old": pgettext_lazy("original", "Too old"),
}
_LABELS: dict[str, str | Promise] = {
    "outcome": pgettext_lazy("original", "what became of it"),
    "reason": _("why"),
    "title": _("title"),
    "slug": _("address"),
    "lang": _("language"),
    "category": _("section"),
    "tags": _("tags"),
    "description": _("description"),
}


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value that other rules change: its name, and what it was and would be, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An original about which the rules decide otherwise, with what changes."""

    item: UpstreamItem
    values: list[ChangedValue]


def history_context(test: HistoryTest, *, against_rules: bool) -> dict[str, Any]:
    """The context of the page: counts by outcome, and a row for each listed change."""
    return {
        "test": test,
        "against_rules": against_rules,
        "outcomes": [
            (label, test.outcomes[outcome], test.outcomes_before[outcome])
            for outcome, label in _OUTCOMES.items()
        ],
        "rows": [ChangeRow(change.item, list(_values(change))) for change in test.listed],
        "more": test.changes - len(test.listed),
    }


def _values(change: ChangedItem) -> Iterator[ChangedValue]:
    for name, label in _LABELS.items():
        if name in change.changed:
            before = _in_words(change.before, name) if change.before else gettext("nothing so far")
            after = _in_words(change.after, name)
            if name == "tags" and change.before:
                before, after = _changed_tags(change.before.tags, change.after.tags)
            yield ChangedValue(str(label), before, after)


def _changed_tags(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str]:
    """The tags that go and those that come; all of them where only their order changes."""
    earlier, later = set(map(fold, before)), set(map(fold, after))
    gone = [tag for tag in before if fold(tag) not in later]
    new = [tag for tag in after if fold(tag) not in earlier]
    if not (gone or new):
        gone, new = list(before), list(after)
    return ", ".join(gone) or "–", ", ".join(new) or "–"


def _in_words(decided: DecidedItem, name: str) -> str:
    if name in ("outcome", "reason"):
        outcome = str(_OUTCOMES.get(decided.outcome, decided.outcome))
        reason = reason_in_words(decided.reason, decided.word)
        return f"{outcome}. {reason}" if reason else outcome
    value = getattr(decided, name)
    return (", ".join(value) if isinstance(value, tuple) else str(value)) or "–"
