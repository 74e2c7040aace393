"""The Markdown parser's events, in the form that everything made from a text starts from.

The parser is pulldown-cmark (pyromark): CommonMark with tables, footnotes and strikethrough. Of
its events, comments are taken out here, text that stands beside a comment is read as Markdown,
pictures that a page may not show are left out, notes that were written inside of lists and
quotations become blocks of their own, and U+FFFD stands for characters that no text may hold.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from articles.lib.characters import without_forbidden
from articles.rendering.links import SiteHosts

# The name of an event, or a mapping of one name to its details (pyromark.event).
Event = str | dict[str, Any]
# (start, end) of an event in the UTF-8 bytes of the text.
Place = tuple[int, int]

_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Elements that are left out when nothing but a picture stood in them.
_HOLDERS = frozenset(
    {"Paragraph", "Link", "Emphasis", "Strong", "Strikethrough", "Item", "List", "BlockQuote"}
)
_CONTAINERS = frozenset({"Item", "List", "BlockQuote"})


class PlacedEvent(NamedTuple):
    """An event and where it stands."""

    event: Event
    place: Place


def parse_events(body: str, hosts: SiteHosts | None = None) -> list[Event]:
    """Return the events of a Markdown text. Pictures that `hosts` does not show are left out;
    with None, none is."""
    parse, _parse_with_places, options = _parser()
    events: list[Event] = list(parse(body, options=options))
    order = _Order(events, body, hosts)
    return order.events if order.is_changed else events


def parse_placed_events(body: str, hosts: SiteHosts | None = None) -> list[PlacedEvent]:
    """Return the events of a Markdown text with their places in it. Pictures that `hosts` does not
    show are left out; with None, none is."""
    raw = list(raw_events(body))
    order = _Order([event for event, _place in raw], body, hosts)
    return [
        PlacedEvent(event, raw[number].place)
        for event, number in zip(order.events, order.numbers, strict=True)
    ]


def raw_events(body: str) -> Iterator[PlacedEvent]:
    """Yield the parser's own events with their places."""
    _parse, parse_with_places, options = _parser()
    for event, place in parse_with_places(body, options=options):
        yield PlacedEvent(event, (place["start"], place["end"]))


def is_short(body: str, most: int) -> bool:
    """Whether the parser finds at most `most` events in a text; looks at no more of it."""
    parse, _parse_with_places, options = _parser()
    return next(islice(parse(body, options=options), most, None), None) is None


def named(event: Event) -> tuple[str, Any]:
    """(name, details) of an element or event such as `"Emphasis"` or `{"List": 1}`."""
    return next(iter(event.items())) if isinstance(event, dict) else (event, None)


def started(event: Event) -> tuple[str, Any]:
    """(name, details) of the element that begins with an event; ("", None) if none does."""
    start = event.get("Start") if isinstance(event, dict) else None
    return named(start) if start is not None else ("", None)


def ended(event: Event) -> str:
    """The name of the element that ends with an event; empty if none does."""
    end = event.get("End") if isinstance(event, dict) else None
    return named(end)[0] if end is not None else ""


def is_line_break(html: str) -> bool:
    """Whether raw HTML is `<br>`."""
    return _LINE_BREAK.fullmatch(html.strip()) is not None


def without_comments(html: str, keep_length: bool = False) -> str:
    """Raw HTML with a blank for each comment, or as many blanks as it has characters.

    Comments are those of browsers (HTML 13.2.5.43): `<!-->` is a whole one.
    """
    pieces = []
    end = 0
    while (start := html.find("<!--", end)) >= 0:
        # Not by a regular expression, which would look for the end of each that has none.
        closed = html.find("-->", start + 2)
        if closed < 0:
            break
        pieces += [html[end:start], " " * (closed + 3 - start if keep_length else 1)]
        end = closed + 3
    return "".join([*pieces, html[end:]])


class _Order:
    """The events after all steps, each with the number of the event that it comes from."""

    def __init__(self, events: list[Event], body: str, hosts: SiteHosts | None) -> None:
        self.events = events
        self.numbers: Sequence[int] = range(len(events))
        self.is_changed = False
        # Each step is looked for first: most texts need none.
        if "<!--" in body or "<br" in body or "<BR" in body:
            self._apply(_without_comments)
        if hosts is not None and "![" in body:
            self._apply(lambda events: _without_pictures(events, hosts))
        if "[^" in body:
            self._apply(_notes_set_apart)
        # Only a numeric character reference, or text that is older than the rule, can need it.
        if "&#" in body or without_forbidden(body) != body:
            self.events = list(map(_readable, self.events))
            self.is_changed = True

    def _apply(self, step: Callable[[list[Event]], Iterator[tuple[Event, int]]]) -> None:
        pairs = list(step(self.events))
        self.events = [event for event, _number in pairs]
        self.numbers = [self.numbers[number] for _event, number in pairs]
        self.is_changed = True


def _readable(part: Any) -> Any:
    """`part` of an event with U+FFFD for characters that no text may hold: `&#1;` makes one."""
    if isinstance(part, str):
        return without_forbidden(part)
    if isinstance(part, dict):
        return {name: _readable(value) for name, value in part.items()}
    return list(map(_readable, part)) if isinstance(part, list) else part


def _without_comments(events: list[Event]) -> Iterator[tuple[Event, int]]:
    """Leave out comments, and blocks of `<br>`; yields (event, index in `events`)."""
    numbers = iter(range(len(events)))
    for number in numbers:
        event = events[number]
        if started(event)[0] == "HtmlBlock":
            end = number + 1
            while ended(events[end]) != "HtmlBlock":
                end += 1
            pieces = [piece for piece in events[number + 1 : end] if isinstance(piece, dict)]
            html = "".join(str(piece.get("Html", piece.get("Text", ""))) for piece in pieces)
            for inner in _html_block(html):
                yield inner, number
            for _ in range(number, end):
                next(numbers)
        elif not isinstance(event, dict) or not event.get("InlineHtml", "").startswith("<!--"):
            yield event, number


def _html_block(html: str) -> list[Event]:
    # A blank, so that what stands around a comment makes no new one.
    rest = without_comments(html)
    if not rest.strip() or is_line_break(rest):
        return []
    if html.lstrip().startswith("<!--") and rest != html:
        # CommonMark takes the whole line of a comment for HTML (4.6), also its text.
        parse, _parse_with_places, options = _parser()
        return list(parse(rest.strip(), options=options))
    return [{"Start": "HtmlBlock"}, {"Html": rest}, {"End": "HtmlBlock"}]


def _without_pictures(events: list[Event], hosts: SiteHosts) -> Iterator[tuple[Event, int]]:
    """Leave out pictures that a page may not show, and what only held one; others get the address
    that they have on a page.

    In a link the alternative text takes the picture's place: without it the link is lost.
    """
    kept: list[tuple[Event, int]] = []
    # The name of each open element, and where it begins in `kept`. So many of them, from the
    # outermost, lost a picture, and so many are links.
    open_elements: list[tuple[str, int]] = []
    losing = links = 0
    left_out = 0
    for number, event in enumerate(events):
        name = started(event)[0]
        if left_out:
            left_out += (name == "Image") - (ended(event) == "Image")
            if left_out and links and _is_text(event):
                kept.append((event, number))
        elif name == "Image" and not (address := hosts.address_of(_address(event))):
            left_out = 1
            losing = len(open_elements)
        elif name == "Image":
            open_elements.append((name, len(kept)))
            kept.append((_with_address(event, address), number))
        elif name:
            open_elements.append((name, len(kept)))
            links += name == "Link"
            kept.append((event, number))
        elif isinstance(event, dict) and "End" in event:
            has_lost = losing == len(open_elements)
            name, begin = open_elements.pop()
            links -= name == "Link"
            losing = min(losing, len(open_elements))
            if has_lost and name in _HOLDERS and _is_blank(kept, begin + 1):
                del kept[begin:]
            else:
                kept.append((event, number))
        else:
            kept.append((event, number))
    return iter(kept)


def _address(event: Event) -> str:
    return str(started(event)[1]["dest_url"])


def _with_address(event: Event, address: str) -> Event:
    """The beginning of a picture with `address` instead of its own."""
    if _address(event) == address:
        return event
    return {"Start": {"Image": started(event)[1] | {"dest_url": address}}}


def _is_text(event: Event) -> bool:
    if isinstance(event, dict):
        return "Text" in event or "Code" in event
    return event == "SoftBreak"


def _is_blank(pairs: Sequence[tuple[Event, int]], begin: int) -> bool:
    # Not of a slice: elements within elements would copy all that is in them for each.
    events = (pairs[index][0] for index in range(begin, len(pairs)))
    return all(
        event in ("SoftBreak", "HardBreak")
        or (isinstance(event, dict) and not event.get("Text", "-").strip())
        for event in events
    )


def _notes_set_apart(events: list[Event]) -> Iterator[tuple[Event, int]]:
    """Move each footnote behind the block that holds it."""
    # Streams of events: the block's, and that of each note in which the walk is.
    streams: list[list[tuple[Event, int]]] = [[]]
    notes: list[tuple[Event, int]] = []
    depth = 0
    for number, event in enumerate(events):
        is_start, is_end = bool(started(event)[0]), bool(ended(event))
        if is_start and depth and started(event)[0] == "FootnoteDefinition":
            streams.append([])
        depth += is_start - is_end
        streams[-1].append((event, number))
        if is_end and len(streams) > 1 and ended(event) == "FootnoteDefinition":
            notes += streams.pop()
        if not depth:
            if not (notes and _is_empty(streams[0])):
                yield from streams[0]
            yield from notes
            streams, notes = [[]], []


def _is_empty(pairs: Sequence[tuple[Event, int]]) -> bool:
    """Whether nothing but containers are left of a block."""
    return all(started(event)[0] in _CONTAINERS or ended(event) for event, _number in pairs)


@cache
def _parser() -> tuple[Callable[..., Any], Callable[..., Any], object]:
    # 4 ms to import, and only writing needs it.
    from pyromark import Options, events, events_with_range

    options = Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_STRIKETHROUGH
    return events, events_with_range, options
