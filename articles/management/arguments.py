"""Types of command arguments, for argparse."""

import datetime as dt
from argparse import ArgumentTypeError

from django.utils import timezone


def date_or_time(text: str) -> dt.datetime:
    """Parse an ISO 8601 date, which means midnight in the site's zone, or a time with a zone.

    Raises ArgumentTypeError.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date: write it like 2026-01-31") from None
    if timezone.is_naive(moment):
        raise ArgumentTypeError(f"{text!r} has no zone: {text}Z is UTC")
    return moment
