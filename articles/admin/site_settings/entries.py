"""A form field of menu entries: rows of a place, a kind, what it leads to, and its own words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.editorial.menu_targets import find_target, offered_words, target_words
from articles.lib.input_groups import group_attributes, input_named
from articles.lib.language_words import language_name
from articles.lib.text_inputs import NameInput
from articles.models.menu_entry import KIND_LABELS, MAX_ENTRIES, EntryKind, MenuEntry

# What is typed into one row, by the names of its inputs.
TypedRow = dict[str, str]
# Rows that are empty, for more entries, and the space between the places of two rows.
_MORE = 3
_STEP = 10
_MAX_LABEL = 60
_MAX_TARGET = 500


class EntriesWidget(forms.Widget):
    """Rows of inputs: those of the entries, and three empty ones. `group_label` names them, `wrong`
    has the names of the inputs to correct, by the number of their row."""

    group_label: Any = ""

    def __init__(self, kinds: Sequence[EntryKind]) -> None:
        super().__init__()
        self.kinds = kinds
        self.wrong: dict[int, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[TypedRow]:
        """The typed rows, in their order on the page, without empty ones."""
        inputs = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-(place|kind|what|label_[\w-]+)")
        rows: dict[int, TypedRow] = {}
        for key in data:
            if match := inputs.fullmatch(key):
                rows.setdefault(int(match[1]), {})[match[2]] = str(data[key])
        return [row for _number, row in sorted(rows.items()) if _is_filled(row)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: a form without rows says an empty menu."""
        return False

    def id_for_label(self, id_: str) -> str:
        """Return "": each input has a label of its own, and the rows have one together."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The rows; three queries at most besides one for each kind of entry."""
        prefix = (attrs or {}).get("id", f"id_{name}")
        rows = value or []
        count = min(len(rows) + _MORE, MAX_ENTRIES)
        filled = [*rows, *({} for _number in range(count - len(rows)))]
        context = {
            "rows": [
                self._row(f"{name}-{number}", f"{prefix}-{number}", number, row)
                for number, row in enumerate(filled)
            ],
            "kinds": [(str(kind), KIND_LABELS[kind]) for kind in self.kinds],
            "names": offered_words(),
            "names_id": f"{prefix}-names",
            "group": group_attributes(
                name, attrs, self.group_label, has_focus="autofocus" in self.attrs
            ),
        }
        return render_to_string("admin/articles/sitesettings/entries.html", context)

    def _row(self, name: str, prefix: str, number: int, row: TypedRow) -> dict[str, Any]:
        labels = [
            {
                "name": f"{name}-label_{code}",
                "id": f"{prefix}-label_{code}",
                "language": language_name(code),
                "lang": code,
                "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
                "value": row.get(f"label_{code}", ""),
                "is_wrong": self.wrong.get(number) == f"label_{code}",
            }
            for code in settings.SITE_LANGUAGES
        ]
        return {
            "name": name,
            "id": prefix,
            "number": number + 1,
            "wrong": self.wrong.get(number, ""),
            "place": row.get("place", ""),
            "kind": row.get("kind", ""),
            "what": row.get("what", ""),
            "labels": labels,
            "words": [label for label in labels if label["value"]],
        }


class EntriesField(forms.Field):
    """Menu entries; the cleaned value is a list of `MenuEntry.as_json()` in the order of places."""

    def __init__(self, kinds: Sequence[EntryKind], **kwargs: Any) -> None:
        super().__init__(widget=EntriesWidget(kinds), required=False, **kwargs)
        self.kinds = kinds
        self.widget.group_label = self.label

    def prepare_value(self, value: Any) -> list[TypedRow]:
        """The rows to edit for stored entries, without those whose target is gone; typed rows as
        they are."""
        if not value or "target" not in value[0]:
            return list(value or [])
        return typed_rows(value)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The entries of the typed rows. Raises ValidationError with one message for each row that
        leads nowhere; at most one query for each row."""
        rows: list[TypedRow] = value or []
        self.widget.wrong = {}
        if len(rows) > MAX_ENTRIES:
            message = _("Keep at most %(most)d entries: more are no menu that anybody reads.")
            raise ValidationError(message, code="many", params={"most": MAX_ENTRIES})
        entries: list[tuple[float, MenuEntry]] = []
        errors: list[ValidationError] = []
        for number, row in enumerate(rows, 1):
            try:
                entries.append((_place(row), self._entry(row)))
            except ValidationError as error:
                template = gettext("Row %(number)d: %(error)s")
                params = {"number": number, "error": " ".join(error.messages)}
                self.widget.wrong[number - 1] = str(error.code)
                errors.append(ValidationError(template % params, code="row"))
        if errors:
            raise ValidationError(errors)
        # Of equal places the upper row comes first.
        entries.sort(key=lambda one: one[0])
        return [entry.as_json() for _place, entry in entries]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the typed rows say other entries than the stored ones."""
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True

    def _entry(self, row: TypedRow) -> MenuEntry:
        if row.get("kind", "") not in self.kinds:
            raise ValidationError(gettext("Choose what the entry leads to."), code="kind")
        kind, first = EntryKind(row["kind"]), settings.LANGUAGE_CODE
        name = NameInput(required=False, max_length=_MAX_LABEL)
        labels: dict[str, str] = {}
        for code in settings.SITE_LANGUAGES:
            with input_named(f"label_{code}"):
                if label := name.clean(row.get(f"label_{code}", "")):
                    labels[code] = label
        if kind == EntryKind.HEADING:
            # Its words stand where other entries have what they lead to.
            with input_named("what"):
                word = name.clean(row.get("what", ""))
            if word:
                labels = {first: word} | {code: labels[code] for code in labels if code != first}
            if not labels.get(first):
                raise ValidationError(gettext("Write the words of the heading."), code="what")
            return MenuEntry(kind, "", labels)
        with input_named("what"):
            word = NameInput(required=False, max_length=_MAX_TARGET).clean(row.get("what", ""))
            if not word:
                raise ValidationError(gettext("Write the name or the address that it leads to."))
            target = _target(kind, word)
        if kind == EntryKind.ADDRESS and not labels.get(first):
            message = gettext("Write words for readers in %(language)s.")
            params = {"language": language_name(first)}
            raise ValidationError(message % params, code=f"label_{first}")
        return MenuEntry(kind, target, labels)


def typed_rows(stored: Sequence[Mapping[str, Any]]) -> list[TypedRow]:
    """What one would type for stored entries; one query for each kind of them."""
    entries = MenuEntry.all_of(stored)
    words = target_words(entries)
    there = [entry for entry in entries if (entry.kind, entry.target) in words]
    return [
        {"place": str(number * _STEP), "kind": str(entry.kind)}
        | _typed_words(entry, words[entry.kind, entry.target])
        for number, entry in enumerate(there, 1)
    ]


def _typed_words(entry: MenuEntry, word: str) -> TypedRow:
    labels = dict(entry.labels)
    if entry.kind == EntryKind.HEADING:
        word = labels.pop(settings.LANGUAGE_CODE, "")
    return {"what": word} | {f"label_{code}": label for code, label in labels.items()}


def _is_filled(row: TypedRow) -> bool:
    """Whether a row says anything: an entry is taken away by emptying it, but for its kind."""
    return any(value.strip() for name, value in row.items() if name not in ("place", "kind"))


def _place(row: TypedRow) -> float:
    """The place of a row; the end for one without."""
    place = row.get("place", "").strip()
    if not place:
        return float("inf")
    if not re.fullmatch(r"[0-9]{1,4}", place, re.ASCII):
        raise ValidationError(gettext("Write a whole number as its place."), code="place")
    return int(place)


_MISSING: dict[EntryKind, str | Promise] = {
    EntryKind.CATEGORY: _("There is no section “%(word)s”. Write its name as the list has it."),
    EntryKind.TAG: _("There is no tag “%(word)s”. Write its name as the list has it."),
    EntryKind.AUTHOR: _("There is no author “%(word)s”. Write the name as the list has it."),
    EntryKind.PAGE: _("There is no page “%(word)s”. Write its address, such as: about"),
}


def _target(kind: EntryKind, word: str) -> int | str:
    try:
        return find_target(kind, word)
    except ObjectDoesNotExist as error:
        raise ValidationError(str(_MISSING[kind]) % {"word": word}) from error
