"""The form field of tags: words between commas, each by the rules of a tag's name."""

import csv
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.lib.text_inputs import require_characters, typed_line, typed_name
from articles.models import Tag

# Characters of one tag that its error shows.
_SHOWN = 30
# Each of so many is looked at; the limit of files, which may be raised, is far below.
_MOST = 1000


def _quoted(word: str) -> str:
    escaped = word.replace('"', '""')
    return f'"{escaped}"' if "," in word or '"' in word else word


class TagsField(forms.CharField):
    """Tags separated by commas, in the order they are written.

    A tag that holds a comma stands in double quotes (RFC 4180). The cleaned value is a list of
    names.
    """

    def prepare_value(self, value: object) -> object:
        """The text to edit for a list of tags; any other value as it is."""
        if isinstance(value, list):
            return ", ".join(map(_quoted, map(str, value)))
        return value

    def to_python(self, value: str | None) -> Any:
        """The names in the typed text, without empty ones."""
        line = typed_line(value or "")
        try:
            words = next(csv.reader([line], skipinitialspace=True), [])
        except csv.Error as error:
            # One word that is longer than the module reads.
            raise ValidationError(_("Write commas between the tags."), code="csv") from error
        if len(words) > _MOST:
            raise ValidationError(_("These are too many tags. Delete some."), code="too_many")
        return [name for name in map(typed_name, words) if name]

    def validate(self, value: list[str]) -> None:
        """Refuse a tag that no file could hold; each is named."""
        super().validate(value)
        limit: int = Tag._meta.get_field("name").max_length or 0
        for name in value:
            require_characters(name)
            if len(name) > limit:
                raise ValidationError(
                    ngettext_lazy(
                        "“%(tag)s…” is longer than %(limit)d character. Shorten the tag, or write "
                        "a comma between two.",
                        "“%(tag)s…” is longer than %(limit)d characters. Shorten the tag, or write "
                        "a comma between two.",
                        "limit",
                    ),
                    code="max_length",
                    params={"tag": name[:_SHOWN], "limit": limit},
                )

    def has_changed(self, initial: Iterable[object] | None, data: str | None) -> bool:
        """Whether the typed names differ from the initial tags, or their order does."""
        try:
            return [str(tag) for tag in initial or []] != self.to_python(data)
        except ValidationError:
            return True
