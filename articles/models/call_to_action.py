"""Calls to action: the small blocks that invite readers to do something, such as to get a
newsletter, as site settings keep them."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.lib.ascii_urls import ascii_url
from articles.lib.input_groups import input_named
from articles.lib.text_inputs import LineInput, NameInput
from articles.models.text_fields import require_link

# More of them are advertising.
MAX_CALLS = 6
# The words of a block in one language, with the characters that each may have.
PARTS: dict[str, int] = {"headline": 80, "text": 200, "label": 40, "url": 500}
_NEEDED = ("headline", "label", "url")


class CallPlace(StrEnum):
    """Where a block stands."""

    STORY = "story"
    FRONT = "front"
    FOOTER = "footer"


PLACE_LABELS: dict[CallPlace, str | Promise] = {
    CallPlace.STORY: pgettext_lazy("call to action", "below each story"),
    CallPlace.FRONT: pgettext_lazy("call to action", "on the front page"),
    CallPlace.FOOTER: pgettext_lazy("call to action", "in the footer"),
}


class CallWords(NamedTuple):
    """A block in one language: a headline, a line of text or none, and a button."""

    headline: str
    text: str
    label: str
    url: str

    @classmethod
    def from_typed(cls, typed: Mapping[str, str]) -> Self | None:
        """The words that somebody typed; None where nothing is typed.

        Raises ValidationError for a block that lacks something, and for an address that readers
        cannot open; its code is the name of the part to correct.
        """
        words = cls(**{name: _clean(name, typed.get(name, "")) for name in PARTS})
        if not any(words):
            return None
        lacks = next((name for name in _NEEDED if not getattr(words, name)), None)
        if lacks:
            message = _("Write a headline, and the words and the address of the button.")
            raise ValidationError(message, code=lacks)
        with input_named("url"):
            require_link(words.url, "https")
        return words

    @property
    def href(self) -> str:
        """The address of the button as it stands in HTML."""
        return ascii_url(self.url)


class CallToAction(NamedTuple):
    """One block. Readers see it in its places, where it has words in the language of the page."""

    places: tuple[CallPlace, ...]
    shown: bool
    words: Mapping[str, CallWords]

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """The block of a stored row."""
        words = {code: CallWords(**parts) for code, parts in row["words"].items()}
        return cls(tuple(map(CallPlace, row["places"])), row["shown"], words)

    def as_json(self) -> dict[str, Any]:
        """The block as it is stored."""
        words = {code: words._asdict() for code, words in self.words.items()}
        return {"places": list(map(str, self.places)), "shown": self.shown, "words": words}


def check_calls(rows: object) -> None:
    """Raise a ValidationError unless `rows` are stored blocks that a form would make."""
    try:
        if not isinstance(rows, list):
            raise TypeError("no list")
        calls = [CallToAction.from_json(row) for row in rows]
        if [call.as_json() for call in calls] != rows or any(
            not isinstance(call.shown, bool) for call in calls
        ):
            raise ValueError("another form")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = _("Write “places”, “shown” and “words” by language of each call to action.")
        raise ValidationError(message, code="form") from error
    for call in calls:
        if not call.words or not set(call.words) <= set(settings.SITE_LANGUAGES):
            raise ValidationError(_("Write words by the languages of this site."), code="words")
        for words in call.words.values():
            if CallWords.from_typed(words._asdict()) != words:
                raise ValidationError(_("Write words without blanks at their ends."), code="words")
    require_own_places(calls)


def require_own_places(calls: Collection[CallToAction]) -> None:
    """Raise a ValidationError for more blocks than MAX_CALLS, for one that stands nowhere, and for
    two that are shown in the same place."""
    if len(calls) > MAX_CALLS:
        message = _("Keep at most %(most)d calls to action: readers overlook more.")
        raise ValidationError(message, code="many", params={"most": MAX_CALLS})
    taken: set[CallPlace] = set()
    for call in calls:
        if not call.places:
            raise ValidationError(_("Choose where the call to action stands."), code="place")
        if call.shown and (twice := taken.intersection(call.places)):
            message = _("Two calls to action stand %(place)s. Show one of them there.")
            params = {"place": PLACE_LABELS[min(twice)]}
            raise ValidationError(message, code="places", params=params)
        if call.shown:
            taken.update(call.places)


def _clean(name: str, word: str) -> str:
    kind = LineInput if name == "text" else NameInput
    with input_named(name):
        return kind(required=False, max_length=PARTS[name]).clean(word)
