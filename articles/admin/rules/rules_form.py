"""The form of the rules for originals: lists of words, one on each line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.front_matter.problems import Problem
from articles.ingest.rules.document import RuleDocument, read_rules
from articles.lib.text_inputs import LineInput, LinesInput
from articles.models import IngestRules

# The key of the rules for each field of the form.
_KEYS = {
    "category_priority": "categoryPriority",
    "default_category": "defaultCategory",
    "drop_categories": "drop.categories",
    "drop_keywords": "drop.keywords",
    "drop_title": "drop.title",
    "drop_sources": "drop.sources",
    "fresh_days": "freshDays",
    "tags_from_categories": "tagsFromCategories",
    "tags_from_keywords": "tagsFromKeywords",
    "upper_case": "upperCase",
    "left_out": "leftOut",
    "aliases": "aliases",
    "most_tags": "mostTags",
    "languages": "languages",
    "default_language": "defaultLanguage",
    "title_endings": "titleEndings",
    "description_length": "descriptionLength",
    "sources": "sources",
    "slug_length": "slug.length",
    "slug_whole_words": "slug.wholeWords",
    "slug_apostrophe_divides": "slug.apostropheDivides",
}
_PAIRS = ("aliases", "languages")
_SOURCE_KEYS = ("host", "key", "name", "type", "trust")
FIELDSETS: tuple[tuple[Any, Any], ...] = (
    (_("Which originals become drafts"), {
        "fields": ("fresh_days", "drop_categories", "drop_keywords", "drop_title", "drop_sources"),
    }),
    (_("Source"), {"fields": ("sources",)}),
    (_("Section"), {"fields": ("category_priority", "default_category")}),
    (_("Tags"), {
        "fields": (
            "tags_from_categories", "tags_from_keywords", "upper_case", "left_out", "aliases",
            "most_tags",
        ),
    }),
    (_("Language"), {"fields": ("languages", "default_language")}),
    (_("Title, description and address"), {
        "fields": (
            "title_endings", "description_length", "slug_length", "slug_whole_words",
            "slug_apostrophe_divides",
        ),
    }),
    (_("About this version"), {"fields": ("note",)}),
)  # fmt: skip


def _list_field(label: Any, help_text: Any = "") -> LinesInput:
    widget = forms.Textarea(attrs={"rows": 4, "cols": 40})
    return LinesInput(
        label=label, help_text=help_text, required=False, max_length=200_000, widget=widget
    )


def _number_field(label: Any, help_text: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most)


def _switch(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class IngestRulesForm(forms.ModelForm):
    """A new version of the rules; `document` are its values, once it is valid."""

    fresh_days = _number_field(
        _("Oldest, in days"),
        _(
            "An original that was published longer ago when it comes is kept without a story. "
            "0: none is too old."
        ),
        0, 3650,
    )  # fmt: skip
    drop_categories = _list_field(
        _("Drop by section"), _("One on each line. An original with one of them gets no story.")
    )
    drop_keywords = _list_field(_("Drop by keyword"))
    drop_title = _list_field(_("Drop by words in the title"))
    drop_sources = _list_field(_("Drop by source"), _("Keys or names of sources."))
    category_priority = _list_field(
        _("Order of sections"),
        _(
            "The first of these that an original has is the section of its story; without one of "
            "them its own first."
        ),
    )  # fmt: skip
    default_category = LineInput(label=_("Section without any"), required=False, max_length=100)
    tags_from_categories = _switch(_("Sections become tags"))
    tags_from_keywords = _switch(_("Keywords become tags"))
    upper_case = _switch(_("Tags and sections in capitals"))
    left_out = _list_field(_("Neither tag nor section"), _("Words that are left out."))
    aliases = _list_field(
        _("One word for another"),
        _("On each line the word, =, and the one that stands for it: ETHER = ETH"),
    )
    most_tags = _number_field(_("Most tags"), "", 0, 200)
    languages = _list_field(
        _("Languages"),
        _("On each line what upstream writes, =, and a language of this site: UA = uk"),
    )
    default_language = forms.ChoiceField(label=_("Without a language"), required=False)
    sources = _list_field(
        _("Source by address"),
        _(
            "For feeds that carry originals of others. On each line: host | key | name | kind | "
            "trust; the last two may be missing: news.example | wire | The Wire | RSS | review"
        ),
    )
    title_endings = _list_field(_("Cut off titles"), _("Endings such as “| The Wire”."))
    description_length = _number_field(
        _("Length of the description"),
        _("It is the first words of the text, at most so many characters. 0: no description."),
        0, 2000,
    )  # fmt: skip
    slug_length = _number_field(_("Length of the address"), "", 20, 200)
    slug_whole_words = _switch(_("Cut the address between words"))
    slug_apostrophe_divides = _switch(
        _("An apostrophe divides a word"), _("“sun's” becomes sun-s, not suns.")
    )

    class Meta:
        model = IngestRules
        fields = ["note"]

    document: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, code) for code in settings.SITE_LANGUAGES]
        field = self.fields["default_language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 # nosec B101 - for the type checker
        field.choices = [("", _("that of the site")), *languages]

    def clean(self) -> dict[str, Any]:
        """Read the rules, with each problem at its field."""
        cleaned = super().clean() or self.cleaned_data
        values: dict[str, Any] = {}
        for name, key in _KEYS.items():
            if name not in cleaned:
                return cleaned
            try:
                value = _from_field(name, cleaned[name])
            except ValidationError as error:
                self.add_error(name, error)
                continue
            part, _dot, inner = key.partition(".")
            if inner:
                values.setdefault(part, {})[inner] = value
            else:
                values[key] = value
        if not self.errors:
            self._read(values)
        return cleaned

    def _read(self, values: dict[str, Any]) -> None:
        document, problems = read_rules(values)
        for problem in problems:
            self._add_problem(problem)
        self.document = document.as_json() if document else {}

    def _add_problem(self, problem: Problem) -> None:
        names = (name for name, key in _KEYS.items() if problem.key.startswith(key))
        self.add_error(next(names, None), f"{problem.message}. {problem.hint}".strip())


def _from_field(name: str, value: Any) -> Any:
    if name in _PAIRS:
        return dict(_pair(line) for line in _lines(value))
    if name == "sources":
        return [_source(line) for line in _lines(value)]
    is_list = name.startswith("drop_") or name in ("category_priority", "left_out", "title_endings")
    return _lines(value) if is_list else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pair(line: str) -> tuple[str, str]:
    left, equals, right = (part.strip() for part in line.partition("="))
    if not (left and equals and right):
        text = gettext("Write “%(line)s” as two words with = between them.")
        raise ValidationError(text % {"line": line[:80]})
    return left, right


def _source(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split("|")]
    if not 3 <= len(parts) <= len(_SOURCE_KEYS):
        text = gettext("Write “%(line)s” as host | key | name | kind | trust.")
        raise ValidationError(text % {"line": line[:80]})
    return {key: part for key, part in zip(_SOURCE_KEYS, parts, strict=False) if part}


def initial_of(document: RuleDocument) -> dict[str, Any]:
    """The values of the form's fields for rules."""
    values = document.as_json()
    initial: dict[str, Any] = {}
    for name, key in _KEYS.items():
        part, _dot, inner = key.partition(".")
        initial[name] = _as_field(values[part][inner] if inner else values[part])
    return initial


def _as_field(value: Any) -> Any:
    if isinstance(value, Mapping):
        return "\n".join(f"{left} = {right}" for left, right in value.items())
    if isinstance(value, list):
        return "\n".join(one if isinstance(one, str) else _source_line(one) for one in value)
    return value


def _source_line(source: Mapping[str, str]) -> str:
    return " | ".join(source[key] for key in _SOURCE_KEYS)
