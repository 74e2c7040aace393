"""Model fields for text that people type, by the rules of `articles.lib.text_inputs`.

Every form of a model keeps the rules, and `full_clean()` does. Migrations know these fields as
Django's own: the columns are the same, and a changed rule needs no migration.
"""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from pydantic_core import PydanticCustomError

from articles.front_matter.url_validators import require_public_url
from articles.lib import text_inputs
from articles.lib.language_words import LanguageTextsField, LanguageWordsField

# A path of this site; two slashes would begin the name of another one.
_PATH = re.compile(r"/(?![/\\])[^\s\\]*")
# Of constraints on a column with choices; a form's own list refuses the value before.
CHOOSE = _("Choose one from the list.")


class _TextRules(models.Field):
    """The rules of the form field `form_class`, also where there is no form."""

    form_class: type[text_inputs.TextInput]

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """The field as migrations have it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """The value as it is stored: mended as typed text is.

        Not in `to_python()`, through which Django also sends every value of a query.
        """
        if isinstance(value, str):
            value = self.form_class.plain(value)
        return super().clean(value, model_instance)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse characters that no such text may hold."""
        super().validate(value, model_instance)
        if isinstance(value, str) and value:
            for check in self.form_class.checks:
                check(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """A form field of the same rules."""
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(_TextRules, models.CharField):
    """Text on one line."""

    form_class = text_inputs.LineInput


class NameField(_TextRules, models.CharField):
    """A name of a few words, on one line, without invisible characters."""

    form_class = text_inputs.NameInput


class TitleField(_TextRules, models.CharField):
    """A title: a line in which nothing hides or turns around other text."""

    form_class = text_inputs.TitleInput


class SourceKeyField(_TextRules, models.CharField):
    """The key of a source, of which the address of its page is made."""

    form_class = text_inputs.SourceKeyInput


class LinesField(_TextRules, models.TextField):
    """Text of one or more lines."""

    form_class = text_inputs.LinesInput


class LanguageWordsColumn(models.JSONField):
    """A name or a short line in some of the site's languages: a mapping by language, whose words
    have at most `word_length` characters. Migrations know it as a JSONField."""

    form_class: type[LanguageWordsField] = LanguageWordsField

    def __init__(self, *args: Any, word_length: int = 100, **kwargs: Any) -> None:
        self.word_length = word_length
        super().__init__(*args, **{"default": dict, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """The field as migrations have it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is no mapping of words that a form would take."""
        super().validate(value, model_instance)
        words = value if isinstance(value, dict) else {"": value}
        for code, word in words.items():
            if code not in settings.SITE_LANGUAGES or not isinstance(word, str):
                raise ValidationError(_("Write words by the languages of this site."), code="words")
            self.form_class.word(max_length=self.word_length).clean(word)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """A form field with a line for each language, or a text of several."""
        return self.form_class(
            label=capfirst(str(self.verbose_name)),
            help_text=self.help_text,
            max_length=self.word_length,
        )


class LanguageTextsColumn(LanguageWordsColumn):
    """Texts of several lines in some of the site's languages: a mapping by language."""

    form_class = LanguageTextsField


class WebAddressField(LineField):
    """An http or https URL that readers can open, as files may have it."""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what the file contract refuses."""
        super().validate(value, model_instance)
        if value:
            require_web_address(value, "https", "http")


def require_web_address(url: str, *schemes: str) -> None:
    """Raise a ValidationError unless `url` has one of `schemes` and readers can open it."""
    try:
        require_public_url(url, schemes)
    except PydanticCustomError as error:
        message = _(
            "Readers cannot open this address. Write the address of a public page: %(example)s"
        )
        params = {"example": f"{schemes[0]}://example.org/page"}
        raise ValidationError(message, code="address", params=params) from error


def require_link(url: str, *schemes: str) -> None:
    """Raise a ValidationError unless `url` is a path of this site, or an address with one of
    `schemes` that readers can open."""
    if not _PATH.fullmatch(url):
        require_web_address(url, *schemes)
