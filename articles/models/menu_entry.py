"""Entries of the site's menu and of the columns in its footer, as site settings keep them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# More entries are no menu that anybody reads.
MAX_ENTRIES = 30


class EntryKind(StrEnum):
    """What an entry leads to; a heading leads nowhere, and begins a column of the footer."""

    CATEGORY = "category"
    PAGE = "page"
    TAG = "tag"
    AUTHOR = "author"
    ADDRESS = "address"
    HEADING = "heading"


KIND_LABELS: dict[EntryKind, str | Promise] = {
    EntryKind.CATEGORY: pgettext_lazy("menu", "Section"),
    EntryKind.PAGE: pgettext_lazy("menu", "Page"),
    EntryKind.TAG: pgettext_lazy("menu", "Tag"),
    EntryKind.AUTHOR: pgettext_lazy("menu", "Author"),
    EntryKind.ADDRESS: pgettext_lazy("menu", "Address"),
    EntryKind.HEADING: pgettext_lazy("menu", "Heading"),
}


def in_language(words: Mapping[str, str], lang: str) -> str:
    """The word in `lang` among words by language, or else that in the first language of the site;
    empty without one."""
    return words.get(lang) or words.get(settings.LANGUAGE_CODE, "")


class MenuEntry(NamedTuple):
    """One entry.

    `target` is the id of a category, tag or author, the slug of a page, a URL or path; empty for
    a heading. `labels` are words by language that stand in place of the target's own name.
    """

    kind: EntryKind
    target: int | str
    labels: Mapping[str, str] = {}

    @classmethod
    def all_of(cls, rows: Iterable[Mapping[str, Any]]) -> tuple[Self, ...]:
        """The entries of stored rows, in their order."""
        return tuple(cls(EntryKind(row["kind"]), row["target"], row["labels"]) for row in rows)

    def as_json(self) -> dict[str, Any]:
        """The entry as it is stored."""
        return {"kind": str(self.kind), "target": self.target, "labels": dict(self.labels)}

    def label_in(self, lang: str) -> str:
        """The words of the entry in a language; empty where the target's own name is shown."""
        return in_language(self.labels, lang)


def targets(entries: Iterable[MenuEntry], kind: EntryKind) -> frozenset[int | str]:
    """The targets of the entries of one kind."""
    return frozenset(entry.target for entry in entries if entry.kind == kind)


def retargeted(
    rows: Iterable[Mapping[str, Any]], kind: str, target: int, instead: int
) -> list[dict[str, Any]]:
    """Stored rows in which `instead` stands in place of a `target` of this kind, once."""
    entries: dict[tuple[object, ...], MenuEntry] = {}
    for number, entry in enumerate(MenuEntry.all_of(rows)):
        if (entry.kind, entry.target) == (kind, target):
            entry = entry._replace(target=instead)
        # Addresses and headings may stand there several times.
        own = number if entry.kind in (EntryKind.ADDRESS, EntryKind.HEADING) else ""
        entries.setdefault((entry.kind, entry.target, own), entry)
    return [entry.as_json() for entry in entries.values()]
