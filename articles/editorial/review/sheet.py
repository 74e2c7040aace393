"""A machine's text and the upstream text it was made from, ready to be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.claims.extraction import Claim, unsupported_claims
from articles.front_matter.exceptions import RecordError
from articles.import_export.originals import parse_original
from articles.models import Article


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of the text: a claim, or text between claims, whose `number` is 0.

    Claims of the same thing have the same number, from 1 on; `first` marks the first of them.
    `start` and `end` are positions in UTF-16 code units, as browsers count.
    """

    text: str
    number: int = 0
    kind: str = ""
    first: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class UpstreamText:
    """The upstream title, description, address and file; for an article written here, its own."""

    title: str
    description: str
    url: str
    file: str


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """The page of a reviewer; `claims` are the texts of the claims by number, from 1 on."""

    facts: UpstreamText
    pieces: list[SheetPart]
    claims: list[str]


def sheet_of(article: Article) -> ReviewSheet:
    """The sheet of an article that was loaded with `for_export()`."""
    facts = _facts(article)
    claims = unsupported_claims(article.body, f"{facts.title}\n{facts.description}")
    pieces = list(_pieces(article.body, claims))
    return ReviewSheet(facts, pieces, [piece.text for piece in pieces if piece.first])


def _facts(article: Article) -> UpstreamText:
    original = getattr(article, "original", None)
    if original is None:
        return UpstreamText(article.title, article.description, article.canonical_url, "")
    text = bytes(original.data).decode(errors="replace")
    try:
        record = parse_original(original, article.lang).record
    except RecordError:
        # The rules of this site became stricter after the import.
        return UpstreamText(article.title, article.description, article.canonical_url, text)
    url = record.canonical_url or article.canonical_url
    return UpstreamText(record.title, record.description, url, text)


def _pieces(text: str, claims: list[Claim]) -> Iterator[SheetPart]:
    numbers: dict[object, int] = {}
    done = place = 0
    for claim in claims:
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
