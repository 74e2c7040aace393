"""A query whose names were looked up: what an engine is asked, and what it answers."""

from dataclasses import dataclass

from articles.search.place import LAST_SECOND, first_place
from articles.search.query import Term

# More matches than these, counted from the newest, are not ranked.
MOST = 1000


def language_key(code: str) -> str:
    """The key of what is written in this language."""
    return "l" + code.lower().replace("-", "")


def category_key(pk: int) -> str:
    """The key of what stands in this section."""
    return f"c{pk}"


def source_key(pk: int) -> str:
    """The key of what was taken from this publisher."""
    return f"s{pk}"


@dataclass(frozen=True, slots=True)
class Question:
    """Stories with all `terms`, none of `excluded`, one key of each of `keys`, none of
    `excluded_keys`, all tags of `tags` and none of `excluded_tags` (ids), and a place in
    [since, until); where `places` is given, one of those.

    Every entry of the index holds the keys of its article beside its words, so a filter is one
    more word. `keys` is never empty.
    """

    keys: tuple[tuple[str, ...], ...]
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    excluded_keys: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    excluded_tags: tuple[int, ...] = ()
    since: int = 0
    until: int = first_place(LAST_SECOND + 1)
    places: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One match: where it is, and the folded words of its title and summary."""

    place: int
    title: str
    lead: str
