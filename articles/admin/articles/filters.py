"""The filters of the list: chips with counts, and what is in force, each to be taken away."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.keyset import read_id
from articles.search.admin_search import LIVE, SCHEDULED, STATES, AdminFilters, AdminSearch
from articles.workflow import STATUS_LABELS, Status

# Nobody reads 12,345 stories: a count ends here, and its query with it.
COUNTED = 1000
_WORDS = {
    LIVE: _("Live"),
    SCHEDULED: _("Scheduled"),
    str(Status.IN_REVIEW): _("Needs review"),
    str(Status.DRAFT): STATUS_LABELS[Status.DRAFT],
    str(Status.RETRACTED): STATUS_LABELS[Status.RETRACTED],
}


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One filter: where it leads, and how many stories are there (empty: not counted)."""

    label: str
    query: str
    selected: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A section or a publisher for a menu."""

    pk: int
    name: str
    selected: bool


def read(params: Mapping[str, str]) -> AdminFilters:
    """What an address asks for; what it cannot ask for is left out."""
    state, lang = params.get("state", ""), params.get("lang", "")
    return AdminFilters(
        text=params.get("q", "").strip(),
        state=state if state in STATES else "",
        pinned=params.get("pinned") == "yes",
        changes=params.get("changes") == "yes",
        unreviewed=params.get("ai") == "unreviewed",
        lang=lang if lang in settings.SITE_LANGUAGES else "",
        category=read_id(params.get("category", "")),
        source=read_id(params.get("source", "")),
    )


def write(wanted: AdminFilters, **more: Any) -> str:
    """The query of the address that asks for this, with its `?`; empty for the whole list."""
    values = {
        "q": wanted.text,
        "state": wanted.state,
        "pinned": "yes" if wanted.pinned else "",
        "changes": "yes" if wanted.changes else "",
        "ai": "unreviewed" if wanted.unreviewed else "",
        "lang": wanted.lang,
        "category": wanted.category,
        "source": wanted.source,
        **more,
    }
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""


def state_chips(
    wanted: AdminFilters, search: AdminSearch
) -> tuple[list[FilterChip], list[FilterChip]]:
    """The chips of states and of marks, and those of languages; counted in one query.

    A search is not counted: it would cost as many searches as there are chips.
    """
    states = [replace(wanted, state=state) for state in STATES]
    languages = [replace(wanted, lang=lang) for lang in settings.SITE_LANGUAGES]
    # What each chip asks for, the same without it, and its label.
    switches = [
        *((one, replace(wanted, state=""), str(_WORDS[one.state])) for one in states),
        (replace(wanted, pinned=True), replace(wanted, pinned=False), gettext("Pinned")),
        (replace(wanted, changes=True), replace(wanted, changes=False), gettext("Changes waiting")),
        (
            replace(wanted, unreviewed=True),
            replace(wanted, unreviewed=False),
            gettext("AI, unreviewed"),
        ),
        *(
            (one, replace(wanted, lang=""), get_language_info(one.lang)["name_local"])
            for one in languages
        ),
    ]
    counts = [""] * len(switches)
    if not wanted.text:
        counts = list(map(said, search.counts([on for on, _off, _label in switches], COUNTED)))
    made = [
        _switch(label, on, off, wanted, count)
        for (on, off, label), count in zip(switches, counts, strict=True)
    ]
    every = FilterChip(gettext("All"), write(replace(wanted, state="")), not wanted.state)
    first = [every, *made[: -len(languages)]]
    return first, made[-len(languages) :] if len(languages) > 1 else []


def in_force(wanted: AdminFilters, choices: Mapping[str, list[FilterChoice]]) -> list[FilterChip]:
    """What else is asked for; each chip leads to the list without it."""
    found = []
    if wanted.text:
        found.append(FilterChip(f"“{wanted.text}”", write(replace(wanted, text=""))))
    for name, word in (("category", gettext("Section")), ("source", gettext("Source"))):
        for choice in choices[name]:
            if choice.selected:
                query = write(wanted, **{name: None})
                found.append(FilterChip(f"{word}: {choice.name}", query))
    return found


def said(count: int) -> str:
    """A count as far as it was counted."""
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count)


def _switch(
    label: str, on: AdminFilters, off: AdminFilters, wanted: AdminFilters, count: str
) -> FilterChip:
    selected = on == wanted
    return FilterChip(label, write(off if selected else on), selected, count)
