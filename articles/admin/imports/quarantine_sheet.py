"""A refused file as a page shows it: its lines, and each problem at its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from articles.front_matter.editable_text import (
    MAX_EDITABLE_BYTES,
    EditableText,
    decode_for_editing,
    encode_edited,
)
from articles.models import QuarantinedFile


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A number in the gutter."""

    number: int
    is_bad: bool


@dataclass(frozen=True, slots=True)
class QuarantineSheet:
    """`text` None: there is nothing that a text box could hold, and `remarks` say what to do."""

    text: str | None
    lines: list[SourceLine]
    problems: list[dict[str, Any]]
    edition: str
    remarks: list[str]
    is_attempt: bool


def sheet_of(
    held: QuarantinedFile, *, typed: str | None = None, fresh: bool = False
) -> QuarantineSheet:
    """`typed` stays in the box instead of what is kept; `fresh` begins again with the file."""
    fresh = fresh and held.data is not None
    data = bytes(held.data) if fresh and held.data is not None else held.current_document
    problems = held.problems if fresh else held.current_problems
    is_attempt = held.attempt is not None and not fresh
    if data is None:
        return QuarantineSheet(None, [], problems, held.state_hash, [_unread(held)], False)
    if len(data) > MAX_EDITABLE_BYTES:
        said = gettext("The file is too large for a text box. Download it, mend it, and upload it.")
        return QuarantineSheet(None, [], problems, held.state_hash, [said], False)
    read = decode_for_editing(data)
    text = read.text if typed is None else typed
    bad = {problem.get("line") for problem in problems}
    lines = [SourceLine(number, number in bad) for number in range(1, text.count("\n") + 2)]
    remarks = [] if typed is not None else _remarks(read)
    return QuarantineSheet(text, lines, problems, held.state_hash, remarks, is_attempt)


def typed_bytes(held: QuarantinedFile, posted: Mapping[str, str]) -> bytes | None:
    """The text of the form as the bytes of the file; None when the page had no text box."""
    text, data = posted.get("text"), held.data
    if text is None or data is None or len(data) > MAX_EDITABLE_BYTES:
        return None if data is None else held.current_document
    return encode_edited(text, decode_for_editing(bytes(data)))


def _remarks(read: EditableText) -> list[str]:
    found = []
    if read.encoding != "utf-8":
        said = gettext(
            "The file is not UTF-8. It is shown as %(encoding)s, which is a guess: look whether "
            "the letters are right. It is saved as UTF-8."
        )
        found.append(said % {"encoding": read.encoding})
    if read.lost:
        said = ngettext(
            "%(count)d place is no text and shows as �. Write there what belongs there.",
            "%(count)d places are no text and show as �. Write there what belongs there.",
            read.lost,
        )
        found.append(said % {"count": read.lost})
    return found


def _unread(held: QuarantinedFile) -> str:
    if held.root:
        return gettext(
            "The bytes of this file are not kept here. Mend it where it lies, or make it smaller "
            "or readable there; then try again."
        )
    return gettext(
        "The bytes of this file are not kept here. Mend it where you have it, and upload it again."
    )
