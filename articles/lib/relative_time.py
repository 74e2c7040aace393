"""Times in the words of the admin: "in 2 h", "3 days ago", "today 18:00".

For pages that are made for one person and not cached: public pages show absolute times.
"""

import datetime as dt

from django.utils.formats import date_format, time_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext, ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def relative_time(moment: dt.datetime, now: dt.datetime) -> str:
    """Return in words how far `moment` lies from `now`: “in 2 h”, “3 days ago”.

    Rounded to the nearest minute below 90 minutes, then to the nearest hour below two days, day
    below sixty days, month below two years, or year.
    """
    seconds = int((moment - now).total_seconds())
    distance = abs(seconds)
    if distance < _MINUTE:
        if seconds > 0:
            return gettext("in a moment")
        return gettext("just now") if seconds else gettext("now")
    return _ahead(distance) if seconds > 0 else _ago(distance)


def day_and_time(moment: dt.datetime, today: dt.date | None = None) -> str:
    """The day and time of `moment` in the site's time zone, seen from `today`: “today 18:00”."""
    local = localtime(moment)
    days = (local.date() - (today or localtime().date())).days
    time = time_format(local, "H:i")
    if days in (-1, 0, 1):
        words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
        return f"{words[days]} {time}"
    if 1 < days < 7:
        return f"{date_format(local, 'l')} {time}"
    # E, not F: beside a day many languages have another form of the month.
    return f"{date_format(local, 'j E Y')} {time}"


def time_and_zone(moment: dt.datetime) -> str:
    """A moment in words, with the name of the site's time zone: “today 18:00 (Europe/Kyiv)”."""
    return f"{day_and_time(moment)} ({get_current_timezone_name()})"


def _ahead(distance: int) -> str:
    count, unit = _rounded(distance)
    return {
        "minutes": gettext("in %(count)d min"),
        "hours": gettext("in %(count)d h"),
        "days": ngettext("in %(count)d day", "in %(count)d days", count),
        "months": ngettext("in %(count)d month", "in %(count)d months", count),
        "years": ngettext("in %(count)d year", "in %(count)d years", count),
    }[unit] % {"count": count}


def _ago(distance: int) -> str:
    count, unit = _rounded(distance)
    return {
        "minutes": gettext("%(count)d min ago"),
        "hours": gettext("%(count)d h ago"),
        "days": ngettext("%(count)d day ago", "%(count)d days ago", count),
        "months": ngettext("%(count)d month ago", "%(count)d months ago", count),
        "years": ngettext("%(count)d year ago", "%(count)d years ago", count),
    }[unit] % {"count": count}


def _rounded(distance: int) -> tuple[int, str]:
    """`distance` in seconds as (count, unit)."""
    if (minutes := round(distance / _MINUTE)) < 90:
        return minutes, "minutes"
    if (hours := round(distance / _HOUR)) < 48:
        return hours, "hours"
    if (days := round(distance / _DAY)) < 60:
        return days, "days"
    if (months := round(days / 30)) < 24:
        return months, "months"
    return round(days / 365), "years"
