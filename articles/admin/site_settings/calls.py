"""A form field of calls to action: blocks of places, and of words in each language."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.input_groups import group_attributes
from articles.lib.language_words import language_name
from articles.models.call_to_action import (
    MAX_CALLS,
    PARTS,
    PLACE_LABELS,
    CallPlace,
    CallToAction,
    CallWords,
    require_own_places,
)

# What is typed into one block, by the names of its inputs.
TypedCall = dict[str, str]
_PARTS = "|".join(PARTS)
_PART_LABELS: dict[str, str | Promise] = {
    "headline": _("Headline"),
    "text": _("A line of text"),
    "label": _("Words of the button"),
    "url": _("Address of the button"),
}


class CallsWidget(forms.Widget):
    """Blocks of inputs: those of the calls, and an empty one. `group_label` names them, `wrong` has
    the names of the inputs to correct, each after the number of its block."""

    group_label: Any = ""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: set[tuple[int, str]] = set()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[TypedCall]:
        """The typed blocks, in their order on the page, without those that have no words."""
        inputs = re.compile(rf"{re.escape(name)}-(\d{{1,2}})-(shown|place_\w+|(?:{_PARTS})_[\w-]+)")
        blocks: dict[int, TypedCall] = {}
        for key in data:
            if match := inputs.fullmatch(key):
                blocks.setdefault(int(match[1]), {})[match[2]] = str(data[key])
        return [block for _number, block in sorted(blocks.items()) if _is_filled(block)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: a form without blocks says that there are none."""
        return False

    def id_for_label(self, id_: str) -> str:
        """Return "": each input has a label of its own, and the blocks have one together."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The blocks; each is closed but for those with words."""
        blocks: list[TypedCall] = value or []
        prefix = (attrs or {}).get("id", f"id_{name}")
        # A new call is shown, unless somebody says otherwise.
        filled = [*blocks, {"shown": "on"}][:MAX_CALLS]
        context = {
            "calls": [
                _block(f"{name}-{number}", f"{prefix}-{number}", block, self._wrong_in(number))
                for number, block in enumerate(filled)
            ],
            "group": group_attributes(
                name, attrs, self.group_label, has_focus="autofocus" in self.attrs
            ),
        }
        return render_to_string("admin/articles/sitesettings/calls.html", context)

    def _wrong_in(self, number: int) -> set[str]:
        return {name for block, name in self.wrong if block == number}


class CallsField(forms.Field):
    """Calls to action; the cleaned value is a list of `CallToAction.as_json()`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=CallsWidget(), required=False, **kwargs)
        self.widget.group_label = self.label

    def prepare_value(self, value: Any) -> list[TypedCall]:
        """The blocks to edit for stored calls; typed blocks as they are."""
        if not value or "words" not in value[0]:
            return list(value or [])
        return [_typed(CallToAction.from_json(row)) for row in value]

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The calls of the typed blocks. Raises ValidationError with a message for each language
        of a block that lacks something."""
        blocks: list[TypedCall] = value or []
        self.widget.wrong = set()
        calls: list[CallToAction] = []
        errors: list[ValidationError] = []
        for number, block in enumerate(blocks, 1):
            words = {}
            for code in settings.SITE_LANGUAGES:
                try:
                    if said := CallWords.from_typed(_words(block, code)):
                        words[code] = said
                except ValidationError as error:
                    errors.append(_in_block(number, code, error))
                    self.widget.wrong.add((number - 1, f"{error.code}_{code}"))
            places = tuple(place for place in CallPlace if f"place_{place}" in block)
            calls.append(CallToAction(places, "shown" in block, words))
        if errors:
            raise ValidationError(errors)
        require_own_places(calls)
        return [call.as_json() for call in calls]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the typed blocks say other calls than the stored ones."""
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True


def call_in_words(call: CallToAction) -> str:
    """What a call to action says in the first language that it has, where, and whether readers see
    it: `Get the newsletter: below each story`."""
    headline = next(iter(call.words.values())).headline
    places = ", ".join(str(PLACE_LABELS[place]) for place in call.places)
    if call.shown:
        return gettext("%(headline)s: %(places)s") % {"headline": headline, "places": places}
    return gettext("%(headline)s: %(places)s, not shown") % {"headline": headline, "places": places}


def _in_block(number: int, code: str, error: ValidationError) -> ValidationError:
    template = gettext("Call %(number)d, %(language)s: %(error)s")
    params = {"number": number, "language": language_name(code), "error": " ".join(error.messages)}
    return ValidationError(template % params, code="call")


def _typed(call: CallToAction) -> TypedCall:
    """What one would type for a stored call."""
    typed = {f"place_{place}": "on" for place in call.places}
    if call.shown:
        typed["shown"] = "on"
    for code, words in call.words.items():
        typed |= {f"{part}_{code}": word for part, word in words._asdict().items()}
    return typed


def _words(block: TypedCall, code: str) -> dict[str, str]:
    return {part: block.get(f"{part}_{code}", "") for part in PARTS}


def _is_filled(block: TypedCall) -> bool:
    """Whether a block has words: a call is taken away by emptying them."""
    return any(
        any(word.strip() for word in _words(block, code).values())
        for code in settings.SITE_LANGUAGES
    )


def _block(name: str, prefix: str, block: TypedCall, wrong: Collection[str]) -> dict[str, Any]:
    """The template's context for one block."""
    languages = [_language(name, prefix, block, code, wrong) for code in settings.SITE_LANGUAGES]
    headlines = [parts[0]["value"] for _name, _lang, parts in languages if parts[0]["value"]]
    return {
        "name": name,
        "id": prefix,
        "is_shown": "shown" in block,
        "places": [
            (str(place), PLACE_LABELS[place], f"place_{place}" in block) for place in CallPlace
        ],
        "languages": languages,
        "headline": next(iter(headlines), ""),
        "is_filled": _is_filled(block),
    }


def _language(
    name: str, prefix: str, block: TypedCall, code: str, wrong: Collection[str]
) -> tuple[str, str, list[dict[str, Any]]]:
    """The name and the code of a language, and its inputs."""
    direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
    parts = [
        {
            "name": f"{name}-{part}_{code}",
            "id": f"{prefix}-{part}_{code}",
            "label": _PART_LABELS[part],
            "value": word,
            "most": PARTS[part],
            "is_wrong": f"{part}_{code}" in wrong,
            "dir": "ltr" if part == "url" else direction,
        }
        for part, word in _words(block, code).items()
    ]
    return language_name(code), code, parts
