"""The counts of an import, in words and as a bar."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext, ngettext_lazy

from articles.models import ImportNote, ImportRun

Kind = ImportNote.NoteKind
# Every file is counted in one of these; together they fill the bar.
_BAR_COUNTS = ("created", "updated", "waiting", "unchanged", "quarantined")
# Width of the bar in units of its SVG, whose attributes the CSP does not treat as styles.
_WIDTH = 1000
# The least width of a part, so that one refused file among thousands is visible.
_MIN_WIDTH = 8

_WORDS = {
    "created": ngettext_lazy("%(count)d new story", "%(count)d new stories", "count"),
    "updated": ngettext_lazy(
        "%(count)d brought up to date", "%(count)d brought up to date", "count"
    ),
    "waiting": ngettext_lazy(
        "%(count)d has changes that wait for review",
        "%(count)d have changes that wait for review",
        "count",
    ),
    "unchanged": ngettext_lazy("%(count)d unchanged", "%(count)d unchanged", "count"),
    "quarantined": ngettext_lazy(
        "%(count)d file was refused", "%(count)d files were refused", "count"
    ),
    "conflicted": ngettext_lazy(
        "%(count)d waits for a decision", "%(count)d wait for a decision", "count"
    ),
    "repaired": ngettext_lazy("%(count)d repaired", "%(count)d repaired", "count"),
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
# The same of a run that took originals in.
_ITEM_WORDS = _WORDS | {
    "created": ngettext_lazy("%(count)d new original", "%(count)d new originals", "count"),
    "updated": ngettext_lazy(
        "%(count)d with a newer version", "%(count)d with a newer version", "count"
    ),
    "quarantined": ngettext_lazy(
        "%(count)d could not be read", "%(count)d could not be read", "count"
    ),
}
# The kinds of notes about a count.
_NOTE_KINDS = {
    "quarantined": Kind.QUARANTINED,
    "waiting": Kind.WAITING,
    "conflicted": Kind.CONFLICT,
    "repaired": Kind.REPAIRED,
    "moved": Kind.MOVED,
    "vanished": Kind.VANISHED,
}
NOTHING = gettext_lazy("No files")


@dataclass(frozen=True, slots=True)
class RunCount:
    """A count in words; `kind` is the kind of the notes about it, empty for none."""

    name: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class CountBar:
    """The part of a count in the bar: its position and width in units of the SVG."""

    name: str
    words: str
    x: int
    width: int


def run_counts(run: ImportRun) -> list[RunCount]:
    """The counts of a run that are not zero, in the order of a report."""
    return [
        RunCount(name, _words(run)[name] % {"count": count}, _NOTE_KINDS.get(name, ""))
        for name, count in run.counts().items()
        if count
    ]


def run_state(run: ImportRun) -> tuple[str, str]:
    """(name for CSS, words) of the state of a run; a finished one says whether it refused files."""
    if run.state != ImportRun.State.FINISHED or not run.quarantined:
        return run.state, run.get_state_display()
    if not run.created + run.updated + run.waiting + run.unchanged:
        return "all_refused", gettext("Everything was refused")
    text = ngettext("Finished; %(count)d refused", "Finished; %(count)d refused", run.quarantined)
    return "some_refused", text % {"count": run.quarantined}


def count_bar(run: ImportRun) -> SafeString:
    """The files of a run as a bar in SVG, with the counts as its text alternative."""
    bars = list(_bars(run))
    words = ", ".join(bar.words for bar in bars) or NOTHING
    context = {"bars": bars, "words": words, "width": _WIDTH}
    return render_to_string("admin/articles/importrun/count_bar.html", context)


def _words(run: ImportRun) -> dict[str, Any]:
    return _ITEM_WORDS if run.kind == ImportRun.RunKind.INGEST else _WORDS


def _bars(run: ImportRun) -> Iterator[CountBar]:
    counts, words = run.counts(), _words(run)
    names = [name for name in _BAR_COUNTS if counts[name]]
    total = sum(counts[name] for name in names)
    room = _WIDTH - _MIN_WIDTH * len(names)
    x = 0
    for number, name in enumerate(names, 1):
        width = _MIN_WIDTH + room * counts[name] // total
        if number == len(names):
            width = _WIDTH - x
        yield CountBar(name, words[name] % {"count": counts[name]}, x, width)
        x += width
