"""Front matter as plain values: text, None, lists and dicts.

Nodes with places are needed where something is wrong, or is to be written back; most files are
read, and no more. They are read here, in half of the time, by the same events. What is not
ordinary is left to `articles.front_matter.nodes`, which has the last word on every file.
"""

from typing import Any

import yaml

from articles.front_matter.fences import Fenced
from articles.front_matter.limits import FileLimits
from articles.front_matter.nodes import NULL, QUOTED, Loader, read


def plain(fenced: Fenced, limits: FileLimits) -> dict[str, Any]:
    """The mapping between the fences, as `read(fenced, limits).plain()`. Raises RecordError."""
    values = _ordinary(fenced.text[fenced.start : fenced.end], limits)
    if values is None:
        values = read(fenced, limits).plain()
    return values


def _ordinary(text: str, limits: FileLimits) -> dict[str, Any] | None:
    """The mapping that `text` is, or None where anything in it needs a closer look."""
    loader = Loader(text)
    try:
        return _build(loader, limits)
    except yaml.YAMLError:
        return None
    finally:
        loader.dispose()


def _build(loader: Any, limits: FileLimits) -> dict[str, Any] | None:
    """One loop with local names, since it is what an import does most."""
    next_event = loader.get_event
    deepest, room = limits.depth, limits.values
    outer: list[Any] = []
    # A list of one stands around the document. `key` is the one that waits for its value.
    document: list[Any] = []
    holder: Any = document
    key: str | None = None
    while True:
        event = next_event()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor or event.tag:
                return None
            value = event.value
            if type(holder) is dict and key is None:
                if value in holder or not value.strip() or not value.isprintable():
                    return None
                key = value
                continue
            if value in NULL and event.style not in QUOTED:
                value = None
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            holder = outer.pop()
            continue
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor or event.tag or len(outer) >= deepest:
                return None
            if type(holder) is dict and key is None:
                return None
            value = {} if kind is yaml.MappingStartEvent else []
        elif kind is yaml.DocumentStartEvent:
            if event.version or event.tags or document:
                return None
            continue
        elif kind is yaml.AliasEvent:
            return None
        elif kind is yaml.StreamEndEvent:
            break
        else:
            continue
        room -= 1
        if room < 0:
            return None
        if type(holder) is dict:
            holder[key] = value
            key = None
        else:
            holder.append(value)
        if type(value) is dict or type(value) is list:
            outer.append(holder)
            holder = value
    return document[0] if document and type(document[0]) is dict else None
