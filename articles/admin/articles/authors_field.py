"""The form field of authors: names in their order, one on each line."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.front_matter.collection_validators import MAX_AUTHORS
from articles.lib.text import fold
from articles.lib.text_inputs import require_characters, typed_lines, typed_name
from articles.models import Author

# Characters of one name that its error shows.
_SHOWN = 30


class AuthorsField(forms.CharField):
    """Names of authors, one on each line, in the order in which readers see them.

    The cleaned value is a list of names, each once. A name that is new makes a new author.
    """

    widget = forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "author-names"})

    def prepare_value(self, value: object) -> object:
        """The lines to edit for a list of names; any other value as it is."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: str | None) -> Any:
        """The names in the typed lines, without empty ones and repetitions."""
        names = map(typed_name, typed_lines(value or "").split("\n"))
        by_folded: dict[str, str] = {}
        for name in names:
            if name:
                by_folded.setdefault(fold(name), name)
        return list(by_folded.values())

    def validate(self, value: list[str]) -> None:
        """Refuse names that no file could hold; each is named."""
        super().validate(value)
        if len(value) > MAX_AUTHORS:
            message = _("Name at most %(most)d authors.")
            raise ValidationError(message, code="too_many", params={"most": MAX_AUTHORS})
        limit: int = Author._meta.get_field("name").max_length or 0
        for name in value:
            require_characters(name)
            if len(name) > limit:
                raise ValidationError(
                    _("“%(name)s…” is too long for a name. Write one name on each line."),
                    code="max_length",
                    params={"name": name[:_SHOWN]},
                )

    def has_changed(self, initial: Iterable[object] | None, data: str | None) -> bool:
        """Whether the typed names differ from the initial ones, or their order does."""
        return [str(name) for name in initial or []] != self.to_python(data)
