"""The form field of every day and time in the admin."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_naive
from django.utils.translation import gettext_lazy as _

from articles.lib.moments import from_local, is_in_calendar, nearest_in_calendar


class MomentInput(forms.DateTimeInput):
    """The browser's own control for a day and a time (`<input type="datetime-local">`)."""

    # The field cuts them; the initial value keeps them.
    supports_microseconds = True

    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local", "step": "1"})

    def format_value(self, value: object) -> str | None:
        """A local time as the control takes it, with a year of four digits."""
        if isinstance(value, dt.datetime):
            return value.isoformat(timespec="seconds")
        return str(value) if value else None


class MomentField(forms.DateTimeField):
    """A local day and time. What nobody touched is the same instant afterwards.

    The control shows neither fractions of a second nor which of two equal local times is meant, at
    the end of summer time. A text that shows the initial value, or one of `known`, is therefore
    that value; another one is read by `from_local()`.
    """

    widget = MomentInput
    default_error_messages = {
        "invalid": _("Not a day and a time. Write both, as in 2026-01-31 18:00."),
        "calendar": _("Choose a day from 2 January 0001 to 30 December 9999."),
    }

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        # Instants that a page may have shown in place of the initial value.
        self.known: Iterable[dt.datetime] = ()

    def prepare_value(self, value: object) -> object:
        """The local time of an instant, without its zone; a typed text as it is."""
        if isinstance(value, dt.datetime) and not is_naive(value):
            return make_naive(nearest_in_calendar(value)).replace(microsecond=0)
        return value

    def to_python(self, value: object) -> dt.datetime | None:
        """The typed instant; None for an empty text. Raises ValidationError."""
        typed = self._parse(value)
        if typed is None:
            return None
        try:
            moment = from_local(typed) if is_naive(typed) else typed
        except (OverflowError, ValueError):
            # Before the year 1 or after 9999 in UTC.
            moment = None
        if moment is None or not is_in_calendar(moment):
            raise ValidationError(self.error_messages["calendar"], code="calendar")
        return moment

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether `data` shows another time than the `initial` one, an instant or a text."""
        if self.disabled:
            return False
        try:
            return self._shown(initial) != self._shown(data)
        except ValidationError:
            return True

    def _clean_bound_field(self, bound: BoundField) -> dt.datetime | None:
        """Django's hook for cleaning a field of a form, which knows the initial value."""
        shown = None if self.disabled else self._shown(bound.data)
        for known in (bound.initial, *self.known):
            if shown and isinstance(known, dt.datetime) and self._shown(known) == shown:
                return known
        value: dt.datetime | None = self.clean(bound.initial if self.disabled else bound.data)
        return value

    def _shown(self, value: object) -> dt.datetime | None:
        """The local time that the control shows for an instant or a text."""
        shown = self.prepare_value(self._parse(value))
        return shown.replace(microsecond=0) if isinstance(shown, dt.datetime) else None

    def _parse(self, value: object) -> dt.datetime | None:
        if value in self.empty_values or isinstance(value, dt.datetime):
            return value if isinstance(value, dt.datetime) else None
        text = str(value)
        try:
            # A day alone would mean midnight, which nobody typed.
            typed = parse_datetime(text.strip()) if ":" in text else None
        except ValueError:
            typed = None
        if typed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return typed
