"""The query language of readers. Whatever is typed is a query; nothing is an error.

    harbour crane            stories with both words
    "night train"            the words side by side
    -ferry                   without this word, phrase or filter
    harb*                    words that begin so (three letters or more)
    tag:climate  category:energy  source:"The Wire"  lang:uk  lang:all
    after:2026-01-15  before:2026  a day, a month or a year: from its start, before its start

What only looks like an operator is words: `at:noon`, `after:lunch`, `a*`, a quote that is never
closed.
"""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from articles.lib.tokens import tokenize

# A question that is longer was pasted by mistake; its beginning is answered.
MAX_CHARACTERS = 1000
MAX_TERMS = 24
PREFIX_LETTERS = 3
ALL_LANGUAGES = "all"

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_TERM = re.compile(
    r"""
    (?P<minus> [-−]? )
    (?: (?P<field> tag | category | source | lang | after | before ) : )?
    (?: "(?P<quoted> [^"]* )" (?P<star> \*? ) | (?P<bare> [^\s"]+ ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Folded words that stand side by side; the last may be the beginning of one.

    `start` and `end` are its place in the text that was parsed.
    """

    words: tuple[str, ...]
    prefix: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed question. All terms and all tags must be there, and one of the categories, of
    the sources and of the languages; nothing of what is excluded.

    `tags` and their like are names as typed; `langs` are lower-case language codes or
    ALL_LANGUAGES. `after` and `before` are first days.
    """

    text: str = ""
    terms: tuple[SearchTerm, ...] = ()
    excluded: tuple[SearchTerm, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    excluded_tags: tuple[str, ...] = ()
    excluded_categories: tuple[str, ...] = ()
    excluded_sources: tuple[str, ...] = ()
    excluded_langs: tuple[str, ...] = ()
    after: dt.date | None = None
    before: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing: no word and no filter."""
        return self == SearchQuery(text=self.text)


def parse(typed: str) -> SearchQuery:
    """The question that `typed` asks; never raises."""
    # Neither database takes NUL, nor half of a character.
    text = typed[:MAX_CHARACTERS].encode(errors="replace").decode().replace("\0", " ")
    names: dict[str, list[str]] = defaultdict(list)
    terms: dict[bool, list[SearchTerm]] = {False: [], True: []}
    dates: dict[str, dt.date] = {}
    for found in list(_TERM.finditer(text.translate(_QUOTES)))[:MAX_TERMS]:
        minus = bool(found["minus"])
        field = (found["field"] or "").lower()
        value = (found["bare"] if found["quoted"] is None else found["quoted"]).strip()
        if field in ("after", "before") and not minus and (day := _date(value)):
            # Two bounds on one side: the narrower one holds.
            narrower = max if field == "after" else min
            dates[field] = narrower(day, dates.get(field, day))
        elif _names_something(field, value):
            value = value.lower() if field == "lang" else value
            names[("excluded_" if minus else "") + _PLURAL[field]].append(value)
        elif term := _term(found):
            terms[minus].append(term)
    filters = {name: tuple(dict.fromkeys(values)) for name, values in names.items()}
    return SearchQuery(text, tuple(terms[False]), tuple(terms[True]), **filters, **dates)  # type: ignore[arg-type]


_PLURAL = {"tag": "tags", "category": "categories", "source": "sources", "lang": "langs"}


def _names_something(field: str, value: str) -> bool:
    if field == "lang":
        return bool(_LANGUAGE.fullmatch(value))
    return field in _PLURAL and bool(tokenize(value))


def _term(found: re.Match[str]) -> SearchTerm | None:
    text = found[0].removeprefix(found["minus"])
    inside = tuple(tokenize(text))
    if not inside:
        return None
    prefix = found["star"] == "*" or (found["bare"] or "").endswith("*")
    prefix = prefix and len(inside[-1]) >= PREFIX_LETTERS
    return SearchTerm(inside, prefix, found.start() + len(found["minus"]), found.end())


def _date(value: str) -> dt.date | None:
    """The first day of what is written `2026`, `2026-1` or `2026-01-15`."""
    found = _DATE.fullmatch(value)
    try:
        return dt.date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None
