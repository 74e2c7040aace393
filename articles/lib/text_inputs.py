"""Form fields for text, by the rules of `articles.lib.characters`.

What a person cannot see is mended: Word's line break becomes a line break, or a blank on one
line. What no text may hold is refused, with its place. Text without a visible character is empty.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.lib.characters import (
    TURNING,
    forbidden,
    is_visible,
    one_line,
    plain_name,
    plain_title,
    typed_text,
)
from articles.lib.source_keys import is_source_key

# So many characters before a refused one say where it is.
_PLACE = 20


def require_characters(text: str) -> None:
    """Raise a ValidationError that names the first character that no text may hold."""
    if character := forbidden(text):
        message = _("Delete the character U+%(code)s after “%(before)s”: no text can hold it.")
        raise _refused(message, text, character)


def require_straight(text: str) -> None:
    """Raise a ValidationError that names the first character that turns other text around."""
    if turning := TURNING.search(text):
        message = _("Delete the character U+%(code)s after “%(before)s”: it reverses the text.")
        raise _refused(message, text, turning[0])


def require_source_key(key: str) -> None:
    """Raise a ValidationError for a key of a source of which no address can be made."""
    if not is_source_key(key):
        message = _("No address can be made of “%(key)s”. Write a word, such as: wire")
        raise ValidationError(message, code="source_key", params={"key": key})


def _refused(message: Any, text: str, character: str) -> ValidationError:
    before = text[: text.index(character)][-_PLACE:]
    params = {"code": f"{ord(character):04X}", "before": before}
    return ValidationError(message, code="characters", params=params)


def typed_line(text: str) -> str:
    """Typed text on one line; empty when it shows nothing."""
    return one_line(typed_text(text))


def typed_title(text: str) -> str:
    """A typed title on one line, without invisible leftovers of copying."""
    return plain_title(typed_text(text))


def typed_name(text: str) -> str:
    """A typed name on one line, without any invisible character."""
    return plain_name(typed_text(text))


def typed_lines(text: str) -> str:
    """Typed text with `\\n` as its only line break; empty when it shows nothing."""
    lines = typed_text(text)
    return lines if is_visible(lines) else ""


class TextInput(forms.CharField):
    """A field of typed text; `plain` mends it, and `checks` refuse it."""

    plain: Callable[[str], str] = staticmethod(typed_lines)
    checks: tuple[Callable[[str], None], ...] = (require_characters,)

    def to_python(self, value: object) -> Any:
        """The mended text, without blanks at its ends."""
        text = super().to_python(value)
        if not text:
            return text
        text = type(self).plain(text)
        return (text.strip() if self.strip else text) or self.empty_value

    def run_validators(self, value: Any) -> None:
        """Refuse characters before anything else is said of the text."""
        if value not in self.empty_values:
            for check in self.checks:
                check(value)
        super().run_validators(value)


class LinesInput(TextInput):
    """Text of one or more lines."""


class LineInput(TextInput):
    """Text on one line."""

    plain = staticmethod(typed_line)


class TitleInput(TextInput):
    """A title: characters that turn text around are refused."""

    plain = staticmethod(typed_title)
    checks = (require_characters, require_straight)


class NameInput(TextInput):
    """A name of a few words."""

    plain = staticmethod(typed_name)


class SourceKeyInput(NameInput):
    """The key of a source."""

    checks = (require_characters, require_source_key)
