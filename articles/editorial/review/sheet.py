"""A machine's text beside the original that it was made from, ready to be compared."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from articles.claims.extraction import Claim
from articles.claims.original_words import BODY, KEYWORDS, TITLE, OriginalText, Passage
from articles.claims.risk import FAILED
from articles.claims.support import MAX_TEXT, ComparedParagraph, Support
from articles.editorial.review.finding import find_support, keep_findings, original_of
from articles.models import Article, UpstreamItem


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of the text: a claim, or text between claims, which has neither number nor place.

    Claims that the original does not support have a `number`: those of the same thing share one,
    from 1 on, and `first` marks the first of them. A supported claim has the number of its `place`
    in the original. `start` and `end` are positions in UTF-16 code units, as browsers count.
    """

    text: str
    number: int = 0
    kind: str = ""
    first: bool = False
    start: int = 0
    end: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """A run of parts: a paragraph of which the original supports nothing, or any other text."""

    parts: list[SheetPart]
    is_unsupported: bool


@dataclass(frozen=True, slots=True)
class OriginalSheet:
    """The original with the passages that support claims: parts whose `place` is not 0."""

    item: UpstreamItem
    title: list[SheetPart]
    body: list[SheetPart]
    keywords: list[SheetPart]


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """The page of a reviewer.

    `original` is None where upstream's text is not known; then nothing supports anything. `file`
    is the file as it came, empty without one. `claims` are the texts of unsupported claims by
    number, from 1 on. `is_cut`: the text is so long that its end was not looked at. `is_failed`:
    its claims could not be found, and none is shown.
    """

    original: OriginalSheet | None
    file: str
    blocks: list[SheetBlock]
    claims: list[str]
    support: Support
    is_cut: bool
    is_failed: bool = False

    @property
    def original_version(self) -> str:
        """The time of this version of the original, in ISO 8601; empty without an original."""
        return self.original.item.changed_at.isoformat() if self.original else ""


def sheet_of(article: Article) -> ReviewSheet:
    """The sheet of an article that was loaded with `for_export()`; one query.

    What it finds is kept with the article if nobody had looked at it yet: three queries more. Of a
    text whose claims could not be found, it does not look for them again.
    """
    item = UpstreamItem.objects.of(article).first()
    if article.risk == FAILED:
        return replace(make_sheet(article, item, _nothing(item)), is_failed=True)
    support = find_support(article, item)
    is_unknown = article.ai_label and article.support is None
    if is_unknown and keep_findings([(article, item, support)]):
        article.keep_support(support)
    return make_sheet(article, item, support)


def _nothing(item: UpstreamItem | None) -> Support:
    """What is known where nothing could be compared."""
    return Support(
        has_original=item is not None,
        same_language=True,
        unsupported=(),
        supported=(),
        paragraphs=(),
        original_words=0,
        original_sentences=0,
    )


def make_sheet(article: Article, item: UpstreamItem | None, support: Support) -> ReviewSheet:
    """The sheet of what was found. Uses no database for an article with its original file."""
    places = _places({passage for _claim, passage in support.supported})
    parts = list(_parts(article.body, support, places))
    stored = getattr(article, "original", None)
    original = original_of(item)
    return ReviewSheet(
        original=_original_sheet(item, original, places) if item and original else None,
        file=bytes(stored.data).decode(errors="replace") if stored else "",
        blocks=list(_blocks(parts, support.paragraphs)),
        claims=[part.text for part in parts if part.first],
        support=support,
        is_cut=len(article.body) > MAX_TEXT,
    )


def _original_sheet(
    item: UpstreamItem, original: OriginalText, places: dict[Passage, int]
) -> OriginalSheet:
    shown = {name: list(_marked(text, name, places)) for name, text in original.parts}
    return OriginalSheet(item, shown[TITLE], shown[BODY], shown[KEYWORDS])


def _places(passages: Iterable[Passage]) -> dict[Passage, int]:
    """The number of the place of each passage, from 1 on, in their order; that of the one before
    for a passage that overlaps with it."""
    places: dict[Passage, int] = {}
    last, number = Passage("", 0, 0), 0
    for passage in sorted(passages):
        if passage.part != last.part or passage.start >= last.end:
            last, number = passage, number + 1
        places[passage] = number
    return places


def _marked(text: str, name: str, places: dict[Passage, int]) -> Iterator[SheetPart]:
    """The text of a part of the original, with its passages. Of two that overlap the second one is
    not marked: it leads to the first."""
    done = 0
    for passage, number in places.items():
        if passage.part != name or passage.start < done:
            continue
        if passage.start > done:
            yield SheetPart(text[done : passage.start])
        yield SheetPart(text[passage.start : passage.end], place=number)
        done = passage.end
    if done < len(text):
        yield SheetPart(text[done:])


def _parts(text: str, support: Support, places: dict[Passage, int]) -> Iterator[SheetPart]:
    """The whole text in parts: cut at each claim and at the ends of paragraphs."""
    numbers: dict[object, int] = {}
    supported = {claim.start: places[passage] for claim, passage in support.supported}
    claims = [*support.unsupported, *(claim for claim, _passage in support.supported)]
    edges = {edge for one in support.paragraphs for edge in (one.start, one.end)}
    done = units = 0
    for start, claim in _cuts(text, claims, edges):
        if start > done:
            between = text[done:start]
            units += _units(between)
            yield SheetPart(between)
            done = start
        if claim is None:
            continue
        begin, units = units, units + _units(claim.text)
        if place := supported.get(claim.start):
            yield SheetPart(claim.text, 0, claim.kind, False, begin, units, place)
        else:
            first = claim.key not in numbers
            number = numbers.setdefault(claim.key, len(numbers) + 1)
            yield SheetPart(claim.text, number, claim.kind, first, begin, units)
        done = claim.end


def _cuts(
    text: str, claims: Sequence[Claim], edges: set[int]
) -> Iterator[tuple[int, Claim | None]]:
    """The places where the text is cut, in their order, each with the claim that begins there."""
    by_start = {claim.start: claim for claim in claims}
    done = 0
    for place in sorted({*by_start, *edges, len(text)}):
        # No claim goes beyond its paragraph.
        if place >= done:
            claim = by_start.get(place)
            yield place, claim
            done = claim.end if claim else place


def _blocks(
    parts: Sequence[SheetPart], paragraphs: Sequence[ComparedParagraph]
) -> Iterator[SheetBlock]:
    """The parts in runs, of which each unsupported paragraph is one."""
    ends = {one.start: one.end for one in paragraphs if not one.is_supported}
    run: list[SheetPart] = []
    is_inside, place, end = False, 0, 0
    for part in parts:
        if is_inside and place >= end:
            yield SheetBlock(run, True)
            run, is_inside = [], False
        if not is_inside and place in ends:
            if run:
                yield SheetBlock(run, False)
            run, is_inside, end = [], True, ends[place]
        run.append(part)
        place += len(part.text)
    if run:
        yield SheetBlock(run, is_inside)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
