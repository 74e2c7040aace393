"""The filters of the change list: read from its query, written to it, and shown as chips."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.keyset import read_id
from articles.search.admin_filters import STATES, AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.translation_filter import CURRENT, MISSING, OUTDATED, is_choice
from articles.search.translation_filter import STATES as STATES_OF_TRANSLATIONS
from articles.workflow import SHOWN_STATUS_LABELS, ShownStatus

# Articles are counted up to here, so that a count costs the same in a large archive.
COUNT_LIMIT = 1000
_STATE_LABELS = SHOWN_STATUS_LABELS | {ShownStatus.IN_REVIEW: _("Needs review")}


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter as a link: the query that it leads to, and the articles there in words.

    `count` is empty where nothing was counted.
    """

    label: str
    query: str
    selected: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A category, a source, an author or a state of translations, in a menu of the change list."""

    pk: int | str
    name: str
    selected: bool


def read(params: Mapping[str, str]) -> AdminFilters:
    """The filters in the query `params`; values that do not exist are ignored."""
    state, lang = params.get("state", ""), params.get("lang", "")
    translation = params.get("translation", "")
    return AdminFilters(
        text=params.get("q", "").strip(),
        state=state if state in STATES else "",
        pinned=params.get("pinned") == "yes",
        changes=params.get("changes") == "yes",
        unreviewed=params.get("ai") == "unreviewed",
        translation=translation if is_choice(translation) else "",
        lang=lang if lang in settings.SITE_LANGUAGES else "",
        category=read_id(params.get("category", "")),
        source=read_id(params.get("source", "")),
        author=read_id(params.get("author", "")),
    )


def write(filters: AdminFilters, **more: int | str | None) -> str:
    """The query of `filters` and of `more` parameters with its `?`; empty for the whole list."""
    values = {
        "q": filters.text,
        "state": filters.state,
        "pinned": "yes" if filters.pinned else "",
        "changes": "yes" if filters.changes else "",
        "ai": "unreviewed" if filters.unreviewed else "",
        "translation": filters.translation,
        "lang": filters.lang,
        "category": filters.category,
        "source": filters.source,
        "author": filters.author,
        **more,
    }
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""


def filter_chips(
    filters: AdminFilters, search: AdminSearch
) -> tuple[list[FilterChip], list[FilterChip]]:
    """The chips of states and marks, and those of languages (none on a site of one language).

    Their articles are counted in one query. Under a search nothing is counted: that would cost as
    many searches as there are chips.
    """
    states = [replace(filters, state=state) for state in STATES]
    languages = [replace(filters, lang=lang) for lang in settings.SITE_LANGUAGES]
    # (the filters with the chip, the filters without it, its label)
    switches = [
        *(
            (one, replace(filters, state=""), str(_STATE_LABELS[ShownStatus(one.state)]))
            for one in states
        ),
        (replace(filters, pinned=True), replace(filters, pinned=False), gettext("Pinned")),
        (
            replace(filters, changes=True),
            replace(filters, changes=False),
            gettext("Changes waiting"),
        ),
        (
            replace(filters, unreviewed=True),
            replace(filters, unreviewed=False),
            gettext("AI, unreviewed"),
        ),
        *(
            (one, replace(filters, lang=""), get_language_info(one.lang)["name_local"])
            for one in languages
        ),
    ]
    counts = [""] * len(switches)
    if not filters.text:
        numbers = search.counts([on for on, _off, _label in switches], COUNT_LIMIT)
        counts = [count_in_words(number) for number in numbers]
    chips = [
        FilterChip(label, write(off if on == filters else on), on == filters, count)
        for (on, off, label), count in zip(switches, counts, strict=True)
    ]
    unfiltered = FilterChip(gettext("All"), write(replace(filters, state="")), not filters.state)
    split = len(chips) - len(languages)
    return [unfiltered, *chips[:split]], chips[split:] if len(languages) > 1 else []


def removal_chips(
    filters: AdminFilters, choices: Mapping[str, list[FilterChoice]]
) -> list[FilterChip]:
    """The search, category, source and author in force; each chip leads to the list without it."""
    chips = []
    if filters.text:
        chips.append(FilterChip(f"“{filters.text}”", write(replace(filters, text=""))))
    labels = {
        "category": gettext("Section"),
        "source": gettext("Source"),
        "author": gettext("Author"),
        "translation": gettext("Translation"),
    }
    for name, label in labels.items():
        for choice in choices[name]:
            if choice.selected:
                query = write(filters, **{name: None})
                chips.append(FilterChip(f"{label}: {choice.name}", query))
    return chips


def translation_choices(filters: AdminFilters) -> list[FilterChoice]:
    """The menu of states of translations, by language; empty on a site of one language."""
    languages = settings.SITE_LANGUAGES if len(settings.SITE_LANGUAGES) > 1 else ()
    labels = {
        MISSING: gettext("missing in %(language)s"),
        OUTDATED: gettext("out of date in %(language)s"),
        CURRENT: gettext("up to date in %(language)s"),
    }
    values = [(OUTDATED, gettext("out of date in any language"))] if languages else []
    for state in STATES_OF_TRANSLATIONS:
        for lang in languages:
            name = get_language_info(lang)["name_translated"]
            values.append((f"{state}-{lang}", labels[state] % {"language": name}))
    return [FilterChoice(value, label, value == filters.translation) for value, label in values]


def count_in_words(count: int) -> str:
    """A count up to `COUNT_LIMIT` as text: “12”, or “999+” at the limit."""
    return f"{COUNT_LIMIT - 1}+" if count >= COUNT_LIMIT else str(count)
