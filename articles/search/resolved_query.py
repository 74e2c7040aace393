"""A query whose names were looked up: what an engine is asked, and what it answers."""

from dataclasses import dataclass, replace

from articles.search.query import SearchTerm

# More matches than these, counted from the newest, are not ranked: twelve pages.
MOST = 240
# What the index does not know, whether words stand side by side and which tags a story has, is
# asked of each story that has the words: of no more than these in one search, the newest first.
LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """One of the two indexes: the name of its table, which articles it holds, and the time that
    gives them their place in it. `{row}` in the SQL stands for the row of an article."""

    name: str
    holds: str
    moment: str

    def is_in(self, row: str) -> str:
        """Whether the article of this row belongs here, in SQL."""
        return self.holds.format(row=row)

    def moment_of(self, row: str) -> str:
        """The time of the article of this row, in SQL."""
        return self.moment.format(row=row)


# What is public or will be, and the only one that readers' questions go to.
PUBLISHED = SearchIndex("articles_search", "{row}.status = 'published'", "{row}.published_at")
# Everything else, for the desk; its entries also hold the key of their state.
UNPUBLISHED = SearchIndex(
    "articles_unpublished",
    "{row}.status <> 'published'",
    "coalesce({row}.published_at, {row}.created_at)",
)
INDEXES = (PUBLISHED, UNPUBLISHED)
# The key of a machine's text that nobody answers for.
UNREVIEWED = "m"


def status_key(status: str) -> str:
    """The key of what is in this state; only UNPUBLISHED knows it."""
    return "t" + status.replace("_", "")


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
class ResolvedQuery:
    """Stories with all `terms`, none of `excluded`, one key of each of `keys`, none of
    `excluded_keys`, all tags of `tags` and none of `excluded_tags` (ids), and a place in
    [since, until); where `places` is given, one of those. Where `led_by` names a tag, its stories
    are looked at one by one: they are few.

    Every entry of the index holds the keys of its article beside its words, so a filter is one
    more word. A question of readers always has `keys`; one without keys and terms asks for all.
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
    places: tuple[int, ...] | None = None
    led_by: int | None = None

    @property
    def phrases(self) -> tuple[SearchTerm, ...]:
        """The terms whose words must stand side by side."""
        return tuple(term for term in self.terms if len(term.words) > 1)

    @property
    def loose(self) -> "ResolvedQuery":
        """What the index knows of it: the words of each phrase, wherever they stand; no tags."""
        words = (
            SearchTerm((word,), term.prefix and number == len(term.words))
            for term in self.terms
            for number, word in enumerate(term.words, 1)
        )
        terms = tuple(dict.fromkeys(words))
        return replace(self, terms=terms, tags=(), excluded_tags=())

    @property
    def looks(self) -> bool:
        """Whether the index does not know enough, and something is asked of each story."""
        led = self.places is not None or self.led_by is not None
        return not led and bool(self.phrases or self.tags or self.excluded_tags)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One match: where it is, and the folded words of its title and summary."""

    place: int
    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The newest matches, newest first. Where `reached` is a place, no story before it was looked
    at, and there may be more."""

    entries: tuple[IndexEntry, ...] = ()
    reached: int | None = None
