"""A quarantined file as its page shows it: the text with numbered lines, and its problems."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
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
    """A line number beside the text; `is_bad` when a problem is on that line."""

    number: int
    is_bad: bool


@dataclass(frozen=True, slots=True)
class QuarantineSheet:
    """A quarantined file for a page.

    `text` is None when it cannot be edited in a text box; `remarks` say what to do instead.
    `is_attempt` when it is an edited text, not the file as it came; `state_hash` is posted back.
    """

    text: str | None
    lines: list[SourceLine]
    problems: list[dict[str, object]]
    state_hash: str
    remarks: list[str]
    is_attempt: bool


def sheet_of(
    file: QuarantinedFile, *, typed: str | None = None, fresh: bool = False
) -> QuarantineSheet:
    """The sheet of a file: of its edited text if there is one, unless `fresh`.

    A `typed` text takes the place of the stored one.
    """
    fresh = fresh and file.data is not None
    data = bytes(file.data) if fresh and file.data is not None else file.current_document
    problems = file.problems if fresh else file.current_problems
    is_attempt = file.attempt is not None and not fresh
    if data is None:
        return QuarantineSheet(None, [], problems, file.state_hash, [_without_bytes(file)], False)
    if len(data) > MAX_EDITABLE_BYTES:
        text = gettext("The file is too large for a text box. Download it, mend it, and upload it.")
        return QuarantineSheet(None, [], problems, file.state_hash, [text], False)
    decoded = decode_for_editing(data)
    text = decoded.text if typed is None else typed
    bad = {problem.get("line") for problem in problems}
    lines = [SourceLine(number, number in bad) for number in range(1, text.count("\n") + 2)]
    remarks = [] if typed is not None else _remarks(decoded)
    return QuarantineSheet(text, lines, problems, file.state_hash, remarks, is_attempt)


def typed_bytes(file: QuarantinedFile, params: Mapping[str, str]) -> bytes | None:
    """The posted text as the bytes of the file; None when the page had no text box."""
    text, data = params.get("text"), file.data
    if text is None or data is None or len(data) > MAX_EDITABLE_BYTES:
        return None if data is None else file.current_document
    return encode_edited(text, decode_for_editing(bytes(data)))


def _remarks(decoded: EditableText) -> list[str]:
    """Facts about the decoding of the file, for an editor."""
    remarks = []
    if decoded.encoding != "utf-8":
        text = gettext(
            "The file is not UTF-8. It is shown as %(encoding)s, which is a guess: look whether "
            "the letters are right. It is saved as UTF-8."
        )
        remarks.append(text % {"encoding": decoded.encoding})
    if decoded.lost:
        text = ngettext(
            "%(count)d place is no text and shows as �. Write there what belongs there.",
            "%(count)d places are no text and show as �. Write there what belongs there.",
            decoded.lost,
        )
        remarks.append(text % {"count": decoded.lost})
    return remarks


def _without_bytes(file: QuarantinedFile) -> str:
    if file.root:
        return gettext(
            "The bytes of this file are not kept here. Mend it where it lies, or make it smaller "
            "or readable there; then try again."
        )
    return gettext(
        "The bytes of this file are not kept here. Mend it where you have it, and upload it again."
    )


def next_file_url(file: QuarantinedFile) -> str:
    """The address of the next file of the same folder that was refused; empty for none."""
    others = QuarantinedFile.objects.filter(root=file.root).order_by("path").values_list("pk")
    following = others.filter(path__gt=file.path).first() or others.first()
    name = "admin:articles_quarantinedfile_change"
    return reverse(name, args=following) if following else ""
