"""The Range header (RFC 9110, section 14) for bodies that are small and answered in one piece."""

import re

_UNIT = "bytes="
_ONE = re.compile(r"([0-9]{0,15})-([0-9]{0,15})")
# More ranges than anybody needs of a page are not worth reading.
_MOST = 50


def wanted_range(header: str, length: int) -> range | None:
    """Return which bytes of a body of `length` bytes a Range header asks for.

    Empty where the body has none of them (416). None where the whole body is the answer: another
    unit, a header that is not well-formed, or several ranges that do not lie next to each other; a
    server may ignore any Range header, and a body in parts helps nobody with a page.
    """
    header = header.strip()
    if header[: len(_UNIT)].lower() != _UNIT:
        return None
    elements = [element.strip(" \t") for element in header[len(_UNIT) :].split(",")]
    elements = [element for element in elements if element]
    if not elements or len(elements) > _MOST:
        return None
    ranges = [_read(element, length) for element in elements]
    if None in ranges:
        return None
    spans = sorted((one.start, one.stop) for one in ranges if one)
    if not spans:
        return range(0)
    start, stop = spans[0]
    for next_start, next_stop in spans[1:]:
        if next_start > stop:
            return None
        stop = max(stop, next_stop)
    return range(start, stop)


def _read(element: str, length: int) -> range | None:
    """The bytes that one element names, of those that there are; None for no range at all."""
    match = _ONE.fullmatch(element)
    if not match or match[0] == "-":
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, length - int(last)), length)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, length) if last else length)
