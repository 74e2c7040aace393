"""The query language of readers. Every text is a query; none is an error.

    harbour crane            articles with both words
    "night train"            the words side by side
    -ferry                   without this word, phrase or filter
    harb*                    words that begin so (three letters or more)
    tag:climate  category:energy  source:"The Wire"  lang:uk  lang:all
    author:"Ada Reyes"       the newest stories that name this person
    after:2026-01-15  before:2026  a day, a month or a year: from its start, before its start

Text that only looks like an operator is words: `at:noon`, `after:lunch`, `a*`, a quote that is
never closed.
"""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from articles.lib.tokens import tokenize

# A longer text was pasted by mistake; only its beginning is searched.
MAX_CHARACTERS = 1000
MAX_TERMS = 24
PREFIX_LETTERS = 3
ALL_LANGUAGES = "all"

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_TERM = re.compile(
    r"""
    (?P<minus> [-−]? )
    (?: (?P<field> tag | category | source | author | lang | after | before ) : )?
    (?: "(?P<quoted> [^"]* )" (?P<star> \*? ) | (?P<bare> [^\s"]+ ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Folded words that must stand side by side; with `prefix` the last may be longer.

    `start` and `end` are the offsets of the term in the text that was parsed.
    """

    words: tuple[str, ...]
    prefix: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query. An article must have all terms, all tags and all authors, one of the
    categories, of the sources and of the languages, and nothing that is excluded.

    `tags` and their like are names as typed; `langs` are lower-case language codes or
    ALL_LANGUAGES. `after` and `before` are first days.
    """

    text: str = ""
    terms: tuple[SearchTerm, ...] = ()
    excluded: tuple[SearchTerm, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    excluded_tags: tuple[str, ...] = ()
    excluded_authors: tuple[str, ...] = ()
    excluded_categories: tuple[str, ...] = ()
    excluded_sources: tuple[str, ...] = ()
    excluded_langs: tuple[str, ...] = ()
    after: dt.date | None = None
    before: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the query has no word and no filter."""
        return self == SearchQuery(text=self.text)


def parse(typed: str) -> SearchQuery:
    """Parse the text of a query. Reads the first MAX_CHARACTERS and MAX_TERMS; never raises."""
    # Neither database takes NUL, nor half of a character.
    text = typed[:MAX_CHARACTERS].encode(errors="replace").decode().replace("\0", " ")
    names: dict[str, list[str]] = defaultdict(list)
    terms: dict[bool, list[SearchTerm]] = {False: [], True: []}
    dates: dict[str, dt.date] = {}
    for match in list(_TERM.finditer(text.translate(_QUOTES)))[:MAX_TERMS]:
        minus = bool(match["minus"])
        field = (match["field"] or "").lower()
        value = (match["bare"] if match["quoted"] is None else match["quoted"]).strip()
        if field in ("after", "before") and not minus and (day := _date(value)):
            # Two bounds on one side: the narrower one holds.
            narrower = max if field == "after" else min
            dates[field] = narrower(day, dates.get(field, day))
        elif _names_something(field, value):
            value = value.lower() if field == "lang" else value
            names[("excluded_" if minus else "") + _PLURAL[field]].append(value)
        elif term := _term(match):
            terms[minus].append(term)
    filters = {name: tuple(dict.fromkeys(values)) for name, values in names.items()}
    return SearchQuery(text, tuple(terms[False]), tuple(terms[True]), **filters, **dates)  # type: ignore[arg-type]


_PLURAL = {
    "tag": "tags",
    "category": "categories",
    "source": "sources",
    "author": "authors",
    "lang": "langs",
}


def _names_something(field: str, value: str) -> bool:
    if field == "lang":
        return bool(_LANGUAGE.fullmatch(value))
    return field in _PLURAL and bool(tokenize(value))


def _term(match: re.Match[str]) -> SearchTerm | None:
    text = match[0].removeprefix(match["minus"])
    folded = tuple(tokenize(text))
    if not folded:
        return None
    prefix = match["star"] == "*" or (match["bare"] or "").endswith("*")
    prefix = prefix and len(folded[-1]) >= PREFIX_LETTERS
    return SearchTerm(folded, prefix, match.start() + len(match["minus"]), match.end())


def _date(value: str) -> dt.date | None:
    """Return the first day of `2026`, `2026-1` or `2026-01-15`, or None for other texts."""
    match = _DATE.fullmatch(value)
    try:
        return dt.date(*(int(part or 1) for part in match.groups())) if match else None
    except ValueError:
        return None
