"""A machine's text and what it was made from, ready to be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.claims.extraction import Claim, unsupported_claims
from articles.front_matter.exceptions import RecordError
from articles.import_export.store import parse_original
from articles.models import Article


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A stretch of the text. A claim has a number from 1 on; what claims the same has the same
    number, and only the first of them is `first`. `start` and `end` are places in the text as
    browsers count them (in UTF-16)."""

    text: str
    number: int = 0
    kind: str = ""
    first: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """What the upstream file says of the story; of one that was written here, what stands here."""

    title: str
    description: str
    url: str
    file: str


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """What a reviewer reads. `claims` are the texts of the claims, by number from 1 on."""

    facts: ClaimCounts
    pieces: list[SheetPart]
    claims: list[str]


def sheet_of(article: Article) -> ReviewSheet:
    """Of an article as `for_export()` has it."""
    facts = _facts(article)
    found = unsupported_claims(article.body, f"{facts.title}\n{facts.description}")
    pieces = list(_pieces(article.body, found))
    return ReviewSheet(facts, pieces, [piece.text for piece in pieces if piece.first])


def _facts(article: Article) -> ClaimCounts:
    original = getattr(article, "original", None)
    if original is None:
        return ClaimCounts(article.title, article.description, article.canonical_url, "")
    text = bytes(original.data).decode(errors="replace")
    try:
        record = parse_original(original, article.lang).record
    except RecordError:
        # The rules of this site have become stricter since the import.
        return ClaimCounts(article.title, article.description, article.canonical_url, text)
    url = record.canonical_url or article.canonical_url
    return ClaimCounts(record.title, record.description, url, text)


def _pieces(text: str, found: list[Claim]) -> Iterator[SheetPart]:
    numbers: dict[object, int] = {}
    done = place = 0
    for claim in found:
        if claim.start > done:
            between = text[done : claim.start]
            place += _units(between)
            yield SheetPart(between)
        first = claim.key not in numbers
        number = numbers.setdefault(claim.key, len(numbers) + 1)
        start, place = place, place + _units(claim.text)
        yield SheetPart(claim.text, number, claim.kind, first, start, place)
        done = claim.end
    if done < len(text):
        yield SheetPart(text[done:])


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
