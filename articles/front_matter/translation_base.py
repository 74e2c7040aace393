"""The key `newsroom.translationBase` of a file: what a translation was made from.

It is written where a file would lose work without it, and read back as text like every unknown
key. See docs/front-matter.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from articles.front_matter.record import ArticleRecord, DeskRecord

KEY, BASE = "newsroom", "translationBase"
# A base as the value of its key.
BaseValue = dict[str, object]
# Of longer texts no base is written: it would not be read again.
_MOST_BLOCKS = 3000


def written_base(
    lang: str,
    original: Sequence[str],
    machine: Sequence[str] | None,
    links: Sequence[int | None] | None,
    owned: Sequence[int],
) -> BaseValue | None:
    """A base as the value of its key, in which every value is text; None for one that is too long.

    `lang` is the language of the original, `original` its blocks. `machine` are the machine's
    words, None where they are the text of the file.
    """
    if max(len(original), len(machine or ())) > _MOST_BLOCKS:
        return None
    value: BaseValue = {"from": lang, "original": list(original)}
    if machine is not None:
        value["machine"] = list(machine)
    if links is not None:
        value["links"] = ["" if link is None else str(link) for link in links]
    if owned:
        value["owned"] = [*map(str, owned)]
    return value


def with_base(record: ArticleRecord, base: BaseValue | None) -> ArticleRecord:
    """A record with `base` under its key, as it is for None."""
    if base is None:
        return record
    own = record.newsroom or DeskRecord()
    newsroom = DeskRecord(cover=own.cover, **{**own.extra, BASE: base})
    return record.model_copy(update={KEY: newsroom})


def read_base(extra: Mapping[str, Any]) -> dict[str, Any] | None:
    """The base among the unknown keys of a file: original, machine, links, owned, as
    `written_base()` takes them, and `lang`. None where there is none, or one that makes no sense.
    """
    own = extra.get(KEY)
    value = own.get(BASE) if isinstance(own, dict) else None
    if not isinstance(value, dict):
        return None
    original, machine = _texts(value.get("original")), _texts(value.get("machine"))
    if original is None or ("machine" in value and machine is None):
        return None
    size = len(original)
    links = _numbers(value.get("links", ()), size)
    owned = _numbers(value.get("owned", ()), len(machine or ()))
    if links is None or owned is None or None in owned:
        return None
    if "links" in value and machine is not None and len(links) != len(machine):
        return None
    lang = value.get("from")
    return {
        "lang": lang if isinstance(lang, str) else "",
        "original": original,
        "machine": machine,
        "links": links if "links" in value and machine is not None else None,
        "owned": sorted({one for one in owned if one is not None}),
    }


def _texts(value: object) -> list[str] | None:
    """A list of texts with title and description; None for anything else."""
    if not isinstance(value, list) or not 2 <= len(value) <= _MOST_BLOCKS:
        return None
    texts = ["" if one is None else one for one in value]
    return texts if all(isinstance(one, str) for one in texts) else None


def _numbers(value: object, below: int) -> list[int | None] | None:
    """A list of numbers below a limit, None for an empty text; None for anything else."""
    if not isinstance(value, list | tuple) or len(value) > _MOST_BLOCKS:
        return None
    numbers: list[int | None] = []
    for one in value:
        if one in ("", None):
            numbers.append(None)
        elif isinstance(one, str) and one.isascii() and one.isdigit() and len(one) < 6:
            numbers.append(int(one))
        else:
            return None
    return numbers if all(one is None or one < below for one in numbers) else None
