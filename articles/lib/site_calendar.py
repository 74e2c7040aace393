"""The site's calendar, whatever zone the person at the desk reads times in."""

import datetime as dt

from django.utils import timezone


def site_day(moment: dt.datetime | None = None) -> dt.date:
    """Return the day of an aware time, or today, in settings.TIME_ZONE."""
    return timezone.localdate(moment, timezone.get_default_timezone())
