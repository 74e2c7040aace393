"""What an import did, as a picture and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext_lazy

from articles.models import ImportNote, ImportRun

Kind = ImportNote.Kind
# Every file is one of these: together they make the picture.
_WHOLE = ("created", "updated", "unchanged", "quarantined")
# Units of the picture's width. An SVG's attributes are no style, so that the policy has no say.
_WIDTH = 1000
# So that one bad file among a thousand is seen.
_LEAST = 8

_WORDS = {
    "created": ngettext_lazy("%(count)d new article", "%(count)d new articles", "count"),
    "updated": ngettext_lazy(
        "%(count)d brought up to date", "%(count)d brought up to date", "count"
    ),
    "unchanged": ngettext_lazy("%(count)d unchanged", "%(count)d unchanged", "count"),
    "quarantined": ngettext_lazy(
        "%(count)d file could not be read", "%(count)d files could not be read", "count"
    ),
    "conflicted": ngettext_lazy(
        "%(count)d waits for a decision", "%(count)d wait for a decision", "count"
    ),
    "repaired": ngettext_lazy(
        "%(count)d wrongly decoded text repaired",
        "%(count)d wrongly decoded texts repaired",
        "count",
    ),
    "moved": ngettext_lazy(
        "%(count)d moved to another address", "%(count)d moved to another address", "count"
    ),
    "vanished": ngettext_lazy(
        "%(count)d file is gone from its folder",
        "%(count)d files are gone from their folder",
        "count",
    ),
    "passed_over": ngettext_lazy(
        "%(count)d other file passed over", "%(count)d other files passed over", "count"
    ),
}
# The notes that tell more about a count.
_NOTES = {
    "quarantined": Kind.QUARANTINED,
    "conflicted": Kind.CONFLICT,
    "repaired": Kind.REPAIRED,
    "moved": Kind.MOVED,
    "vanished": Kind.VANISHED,
}
NOTHING = gettext_lazy("No files")


@dataclass(frozen=True, slots=True)
class RunCount:
    """One count in words. `kind` is that of its notes, empty for none."""

    name: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class CountBar:
    """A count's part of the picture."""

    name: str
    words: str
    x: int
    width: int


def in_words(run: ImportRun) -> list[RunCount]:
    """The counts that are not zero, in the order of a report."""
    return [
        RunCount(name, _WORDS[name] % {"count": count}, _NOTES.get(name, ""))
        for name, count in run.counts().items()
        if count
    ]


def picture(run: ImportRun) -> SafeString:
    """The files of a run as one bar, with its words for those who cannot see it."""
    bars = list(_bars(run.counts()))
    words = ", ".join(bar.words for bar in bars) or NOTHING
    context = {"bars": bars, "words": words, "width": _WIDTH}
    return render_to_string("admin/articles/importrun/count_bar.html", context)


def _bars(counts: dict[str, Any]) -> Iterator[CountBar]:
    shown = [name for name in _WHOLE if counts[name]]
    total = sum(counts[name] for name in shown)
    room = _WIDTH - _LEAST * len(shown)
    x = 0
    for number, name in enumerate(shown, 1):
        width = _LEAST + room * counts[name] // total
        if number == len(shown):
            width = _WIDTH - x
        yield CountBar(name, _WORDS[name] % {"count": counts[name]}, x, width)
        x += width
