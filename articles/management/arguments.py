"""Arguments of commands: types for argparse, and the person that a name means."""

import datetime as dt
from argparse import ArgumentTypeError

from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils import timezone

from articles.lib.characters import without_forbidden
from articles.lib.moments import nearest_in_calendar


def date_or_time(text: str) -> dt.datetime:
    """Parse an ISO 8601 date, which means midnight in the site's zone, or a time with a zone.

    Raises ArgumentTypeError.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return nearest_in_calendar(timezone.make_aware(dt.datetime.combine(day, dt.time())))
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date: write it like 2026-01-31") from None
    if timezone.is_naive(moment):
        raise ArgumentTypeError(f"{text!r} has no zone: {text}Z is UTC")
    return nearest_in_calendar(moment)


def person_named(name: str) -> User:
    """Return the user who signs in with `name`; raise CommandError where there is none."""
    try:
        return User.objects.get(username=without_forbidden(name))
    except User.DoesNotExist as error:
        raise CommandError(f"Nobody is called “{without_forbidden(name)}”.") from error


def positive_seconds(text: str) -> float:
    """Parse a time in seconds, more than 0 and at most a day. Raises ArgumentTypeError."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"{text!r} is not a time: write seconds, such as 30")
    return seconds
