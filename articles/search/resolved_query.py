"""A query whose names were looked up, as engines take it, and their answer."""

from dataclasses import dataclass, replace
from enum import StrEnum

from articles.search.query import SearchTerm

# Only so many matches are ranked, counted from the newest: twelve pages.
MAX_RANKED = 240
# The index does not know whether words stand side by side, nor which tags an article has. These are
# looked up for each entry with the words: for no more than these in one search, the newest first.
MAX_EXAMINED = 1000


class SearchIndex(StrEnum):
    """The two indexes of articles, by the names of their tables.

    Readers' queries go to PUBLISHED alone, which also holds what is scheduled. UNPUBLISHED is for
    the admin; its entries hold the key of their status, too.
    """

    PUBLISHED = "articles_search"
    UNPUBLISHED = "articles_unpublished"


# The key of machine-written text that nobody has reviewed.
UNREVIEWED = "m"


def status_key(status: str) -> str:
    """Return the key of articles with this status; only entries of UNPUBLISHED have it."""
    return "t" + status.replace("_", "")


def language_key(code: str) -> str:
    """Return the key of articles in the language of this code."""
    return "l" + code.lower().replace("-", "")


def category_key(pk: int) -> str:
    """Return the key of articles in the category with this id."""
    return f"c{pk}"


def source_key(pk: int) -> str:
    """Return the key of articles from the source with this id."""
    return f"s{pk}"


# The parameters of a statement on the index.
SQLParameters = list[int | str | list[int] | None]


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """A query for articles with all `terms` and none of `excluded`, one key of each group of `keys`
    and none of `excluded_keys`, all of `tags` and none of `excluded_tags` (ids), and a position in
    [since, until).

    Every entry of the index holds the keys of its article beside its words, so a filter is one
    more word. A reader's query always has `keys`; one without keys and terms matches all entries.
    Where `positions` is given, only those are read. Where `leading_tag` is, the articles of this
    tag are read one by one, since they are few.
    """

    keys: tuple[tuple[str, ...], ...]
    terms: tuple[SearchTerm, ...] = ()
    excluded: tuple[SearchTerm, ...] = ()
    excluded_keys: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    excluded_tags: tuple[int, ...] = ()
    since: int = 0
    # The largest number that either database takes.
    until: int = (1 << 63) - 1
    positions: tuple[int, ...] | None = None
    leading_tag: int | None = None

    @property
    def phrases(self) -> tuple[SearchTerm, ...]:
        """The terms whose words must stand side by side."""
        return tuple(term for term in self.terms if len(term.words) > 1)

    @property
    def loose(self) -> "ResolvedQuery":
        """The part that the index can answer: the words of phrases anywhere, and no tags."""
        words = (
            SearchTerm((word,), term.prefix and number == len(term.words))
            for term in self.terms
            for number, word in enumerate(term.words, 1)
        )
        terms = tuple(dict.fromkeys(words))
        return replace(self, terms=terms, tags=(), excluded_tags=())

    @property
    def examines_articles(self) -> bool:
        """Whether entries must be examined one by one, since the index does not know enough."""
        led = self.positions is not None or self.leading_tag is not None
        return not led and bool(self.phrases or self.tags or self.excluded_tags)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One match: its position, and the folded words of its title and summary."""

    position: int
    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The newest matches, newest first. Where `reached` is a position, no entry before it was
    examined, and there may be more matches."""

    entries: tuple[IndexEntry, ...] = ()
    reached: int | None = None
