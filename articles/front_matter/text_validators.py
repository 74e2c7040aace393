"""Pydantic validators of texts, by the rules of `articles.lib.characters`."""

from collections.abc import Callable

from pydantic import BeforeValidator, ValidationInfo

from articles.front_matter.fences import C1, C1_HINT
from articles.front_matter.validators import as_text, invalid, limits_of, require_length
from articles.lib.characters import (
    TURNING,
    forbidden,
    is_visible,
    one_line,
    plain_name,
    plain_title,
)
from articles.lib.source_keys import is_source_key
from articles.lib.text import collapse


def single_line(limit: int, *, required: bool = False, nullable: bool = False) -> BeforeValidator:
    """Text on one line: blanks collapsed, at most `limit` characters, empty if it shows nothing."""

    def check(value: object) -> str | None:
        return None if value is None and nullable else _line(value, one_line, limit, required)

    return BeforeValidator(check)


def title(limit: int) -> BeforeValidator:
    """A line that must say something, without characters that hide or turn around other text."""

    def check(value: object) -> str:
        text = _line(value, plain_title, limit, required=True)
        if turning := TURNING.search(text):
            raise invalid(
                "invisible-character",
                f"holds the invisible character U+{ord(turning[0]):04X}",
                hint="Remove it; it may come from copying out of a web page.",
            )
        return text

    return BeforeValidator(check)


def name(limit: int, *, required: bool = True) -> BeforeValidator:
    """A name on one line; invisible characters are left out of it."""

    def check(value: object) -> str:
        return _line(value, plain_name, limit, required)

    return BeforeValidator(check)


def source_key() -> BeforeValidator:
    """The key of a source, of which its address is made (`articles.lib.source_keys`)."""

    def check(value: object) -> str:
        text = _line(value, plain_name, 200, required=True)
        if not is_source_key(text):
            raise invalid(
                "bad-path",
                "cannot be a part of an address",
                hint="Write words between the slashes, such as: wire/europe (not . or ..).",
            )
        return text

    return BeforeValidator(check)


def _line(value: object, plain: Callable[[str], str], limit: int, required: bool) -> str:
    given = require_printable(collapse(as_text(value)))
    text = plain(given)
    if required and not text:
        message = "holds no visible character" if given else "must not be empty"
        raise invalid("empty", message, hint="Write at least one word.")
    return require_length(text, limit)


def multi_line() -> BeforeValidator:
    """Text of one or more lines without blanks at its ends, up to the limit of a description."""

    def check(value: object, info: ValidationInfo) -> str:
        text = _lines(as_text(value)).strip()
        require_printable(require_length(text, limits_of(info).description, "description"))
        return text if is_visible(text) else ""

    return BeforeValidator(check)


def markdown_body() -> BeforeValidator:
    """Markdown with \\n for newlines and none at its ends, up to the limit of a body."""

    def check(value: object, info: ValidationInfo) -> str:
        text = _lines(as_text(value)).strip("\n")
        return require_printable(require_length(text, limits_of(info).body, "body"))

    return BeforeValidator(check)


def require_printable(text: str) -> str:
    """`text`, unless it holds a control character other than tab and newline, or one that is none
    at all (U+FFFE)."""
    if character := forbidden(text):
        kind = "control character" if ord(character) < 0xA0 else "character"
        message = f"holds the {kind} U+{ord(character):04X}"
        hint = C1_HINT if character in C1 else "Remove it."
        raise invalid("control-character", message, hint=hint)
    return text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
