"""`Fingerprint`: what is compared of an item, and the buckets in which its like are found. Pure."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from articles.claims.extraction import (
    DATE,
    NAME,
    TICKER,
    Claim,
    extract_claims,
)
from articles.claims.names import CAPITAL
from articles.ingest.clusters.addresses import canonical_address
from articles.ingest.clusters.figures import YEAR, Figure, figure_of, rounded
from articles.ingest.clusters.words import is_coin, is_weekday, measure, opposites, stems, weekdays

# Characters of a body that are compared: the event stands in the first sentences, and what follows
# is what came before it, other events of the week, and advertisements. Bounds the time for a body
# of any length.
LEAD: Final = 400
# Characters of a title that are compared.
_TITLE: Final = 300
# Words that a text needs at least for its hash to be an identity: “Markets today” comes every day.
_TEXT_WORDS: Final = 8
# Names, and numbers, that make pairs for the buckets.
_PAIRED: Final = 4
# MinHash: bands of two values. Two texts that share three words of ten meet in one of twelve bands
# in two of three cases, with half of their words nearly always; pairs of names and numbers find
# most of the others.
BANDS: Final = 12
_ROWS: Final = 2
# The hashes are stored: another seed would find nothing of what is.
_SEED: Final = 19
_WORDS: Final = re.compile(r"\w+")
_CAPITALS: Final = re.compile(rf"(?<!\w)[{CAPITAL}][\w’'ʼ-]+")
# Abbreviations that half of all items have.
_GENERAL: Final = frozenset(
    ("US", "USA", "UK", "EU", "UN", "AI", "CEO", "CFO", "ETF", "ETFS", "IT")
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The names, numbers and words of an item, and its hashes.

    `names`, `title` and `words` are stems; `words` are those of title and lead, `title` those of
    the title. `full_names` are names of several words, whose stems stand with blanks between them;
    `capitals` are words that may be names. `days` are dates as month-day; `weekdays` and
    `opposites` are marks of `articles.ingest.clusters.words`. `order` are the stems of title and
    lead as they follow each other. `moment` is in seconds. `exact` are
    hashes of what identifies an item wherever it comes from.
    """

    lang: str
    moment: int
    title: frozenset[str]
    names: frozenset[str]
    full_names: frozenset[str]
    acronyms: frozenset[str]
    capitals: frozenset[str]
    words: frozenset[str]
    figures: tuple[Figure, ...]
    days: frozenset[str]
    weekdays: frozenset[str]
    opposites: frozenset[str]
    exact: Mapping[str, int]
    # Last, and empty in what was stored before it was kept.
    order: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The fingerprint as the column holds it, of which `of_stored()` makes it again."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values = {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in values.items()
        }
        return values | {"figures": [list(figure) for figure in self.figures]}

    @classmethod
    def of_stored(cls, values: Mapping[str, Any]) -> Self:
        """The fingerprint of a value of the column."""
        sets = (
            "title",
            "names",
            "full_names",
            "acronyms",
            "capitals",
            "words",
            "days",
            "weekdays",
            "opposites",
        )
        return cls(
            **{**values, **{name: frozenset(values[name]) for name in sets}}
            | {"figures": tuple(Figure(*figure) for figure in values["figures"])}
            | {"order": tuple(values.get("order", ()))}
        )

    def buckets(self) -> frozenset[int]:
        """The buckets, as numbers of 63 bits: items that share one are compared. At most 31."""
        near = (f"{self.lang}:{text}" for text in (*self._bands(), *self._facts()))
        return frozenset((*self.exact.values(), *map(_hash, near)))

    def _bands(self) -> Iterator[str]:
        """The bands of the MinHash; none for a text without words."""
        # A module of machine code, which pages do not need.
        from rensa import RMinHash

        tokens = [*sorted(self.words), *sorted({rounded(f) for f in self.figures if f.is_strong})]
        if not self.words:
            return
        minhash = RMinHash(num_perm=BANDS * _ROWS, seed=_SEED)
        minhash.update(tokens)
        digest = minhash.digest()
        for band in range(BANDS):
            yield f"band:{band}:{digest[band * _ROWS : (band + 1) * _ROWS]}"

    def _facts(self) -> Iterator[str]:
        """Pairs of names, and of names and numbers."""
        figures = sorted({rounded(figure) for figure in self.figures if figure.is_strong})
        names = sorted(self.names, key=lambda name: (name not in self.title, name))
        rare = [name for name in names if not is_coin(name)][:_PAIRED]
        for figure in figures[:_PAIRED]:
            yield from (f"fact:{name}:{figure}" for name in names[:2])
        for place, name in enumerate(rare):
            yield from (f"names:{name}:{other}" for other in sorted(rare[place + 1 :]))


def fingerprint_of(
    title: str,
    body: str,
    lang: str,
    moment: int,
    *,
    source: int = 0,
    guid: str = "",
    url: str = "",
) -> Fingerprint:
    """The fingerprint of an item, which came or was published at `moment`, in seconds.

    `source` is the id of its source, within which any GUID is an identity. The time that it takes
    is bounded, whatever the length of the body; only the hash of a text reads all of it.
    """
    title, lead = title[:_TITLE], _lead(body)
    facts = _Facts(title, lead)
    order = tuple(stems(f"{title}\n{lead}"))
    return Fingerprint(
        lang=language(lang),
        moment=moment,
        title=frozenset(stems(title)),
        names=frozenset(facts.names),
        full_names=frozenset(facts.full_names),
        acronyms=frozenset(facts.acronyms),
        capitals=frozenset(_capitals(title) | _capitals(lead)),
        words=frozenset(order),
        figures=tuple(facts.figures.values()),
        days=frozenset(facts.days),
        weekdays=weekdays(order),
        opposites=opposites(title, lead),
        exact=dict(_exact(title, body, source, guid, url)),
        order=order,
    )


def language(lang: str) -> str:
    """The language without its region, in lower case."""
    return re.split("[-_]", lang.lower())[0]


def _lead(body: str) -> str:
    """The beginning of a body, up to the end of a word."""
    if len(body) <= LEAD:
        return body
    return body[:LEAD].rpartition(" ")[0] or body[:LEAD]


class _Facts:
    """The numbers, the stems of names, and the days of a title and a lead."""

    def __init__(self, title: str, lead: str) -> None:
        self.figures: dict[tuple[str, float], Figure] = {}
        self.names: set[str] = set()
        self.full_names: set[str] = set()
        self.acronyms: set[str] = set()
        self.days: set[str] = set()
        # Where every word of a headline has a capital, it says nothing of names.
        shouts = _is_in_capitals(title)
        for text, in_title in ((title, True), (lead, False)):
            for claim in extract_claims(text, in_names=True):
                if claim.kind in (NAME, TICKER):
                    if claim.kind == TICKER or not (in_title and shouts):
                        self._add_name(claim)
                elif claim.kind == DATE:
                    _word, year, month, day = claim.key
                    if month and day:
                        self.days.add(f"{month}-{day}")
                    elif year:
                        self._add_figure(Figure(YEAR, float(str(year)), in_title))
                elif figure := figure_of(claim, in_title=in_title):
                    if not figure.unit:
                        figure = figure._replace(unit=measure(text[claim.end : claim.end + 20]))
                    self._add_figure(figure)
        # “Ledgerfield to pay. … Ledgerfield hid” begins both sentences, but is a name.
        heads, leads = (_capitals(text) for text in (title, lead))
        if not shouts:
            self.names.update(heads & leads)
        # A coin is named in small letters, too.
        self.names.update(cut for cut in stems(f"{title}\n{lead}") if is_coin(cut))

    def _add_figure(self, figure: Figure) -> None:
        self.figures.setdefault((figure.unit, figure.value), figure)

    def _add_name(self, claim: Claim) -> None:
        parts = [cut for cut in stems(claim.text) if not is_weekday(cut)]
        self.names.update(parts)
        if len(parts) > 1:
            self.full_names.add(" ".join(parts))
        elif claim.kind == TICKER and parts and claim.text not in _GENERAL and parts[0].isascii():
            self.acronyms.add(parts[0])


def _capitals(text: str) -> set[str]:
    """The stems of the words with a capital."""
    words = (cut for word in _CAPITALS.findall(text) for cut in stems(word))
    return {cut for cut in words if not is_weekday(cut)}


def _is_in_capitals(title: str) -> bool:
    words = [word for word in _WORDS.findall(title) if len(word) > 3 and word[0].isalpha()]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _exact(title: str, body: str, source: int, guid: str, url: str) -> Iterator[tuple[str, int]]:
    """(kind, hash) of each identity of the item."""
    if address := canonical_address(url):
        yield "address", _hash(f"url:{address}")
    if guid and (address := canonical_address(guid)):
        # RSS 2.0: a GUID is an address, unless it says that it is none.
        yield "guid", _hash(f"url:{address}")
    elif guid:
        yield "guid", _hash(f"guid:{source}:{guid}")
    words = _WORDS.findall(f"{title}\n{body}".casefold())
    if len(words) >= _TEXT_WORDS:
        yield "text", _hash("text:" + " ".join(words))


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
