"""Takes invisible leftovers of copying out of the names of a file, and tells of it.

A zero-width space in a title comes out of a web page or an office program. It is no reason to
refuse an article: the record is without it, and the file keeps its bytes.
"""

from articles.front_matter.mojibake import Repair
from articles.lib.characters import one_line, plain_name, plain_title

_PLACES = (
    (("title",), plain_title),
    (("category",), plain_name),
    (("source", "name"), plain_name),
    (("author",), plain_name),
)


def without_leftovers(values: dict[str, object], repairs: list[Repair]) -> list[Repair]:
    """Mend the names of a front matter in place; returns `repairs` and those made here.

    Names in which nothing is visible stay for the schema, which refuses them.
    """
    before = {repair.key: repair.before for repair in repairs}
    mended = {repair.key: repair for repair in repairs}
    for place, plain in _PLACES:
        holder = values if len(place) == 1 else values.get(place[0])
        name = holder.get(place[-1]) if isinstance(holder, dict) else None
        if isinstance(name, str) and (after := plain(name)) and after != one_line(name):
            holder[place[-1]] = after  # type: ignore[index]
            key = ".".join(place)
            mended[key] = Repair(key, before.get(key, name), after)
    for listed in ("tags", "author"):
        names = values.get(listed)
        for number, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and (after := plain_name(name)) and after != one_line(name):
                names[number] = after  # type: ignore[index]
                key = f"{listed}[{number}]"
                mended[key] = Repair(key, before.get(key, name), after)
    return list(mended.values())


def is_decoding(before: str, after: str) -> bool:
    """Whether a repair from `before` to `after` undid a wrong decoding, not only this module."""
    return after not in (plain_name(before), plain_title(before))
