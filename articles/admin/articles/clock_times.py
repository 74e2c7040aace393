"""Times in the words that people at one desk use: “today 18:00”, “in 2 h”."""

import datetime as dt

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, ngettext


def on_the_clock(moment: dt.datetime, today: dt.date | None = None) -> str:
    """The day and time of `moment`, as one would say it at `today` in the site's time zone."""
    local = localtime(moment)
    days = (local.date() - (today or localtime().date())).days
    time = time_format(local, "H:i")
    if days in (-1, 0, 1):
        words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
        return f"{words[days]} {time}"
    if 1 < days < 7:
        return f"{date_format(local, 'l')} {time}"
    return f"{date_format(local, 'j F Y')} {time}"


def from_now(moment: dt.datetime, present: dt.datetime | None = None) -> str:
    """How far ahead `moment` is: “in 5 min”, “in 2 h”, “in 3 days”; empty for the past."""
    minutes = int((moment - (present or now())).total_seconds() // 60)
    if minutes < 0:
        return ""
    if minutes < 1:
        return gettext("in a moment")
    if minutes < 60:
        return gettext("in %(count)d min") % {"count": minutes}
    if minutes < 48 * 60:
        return gettext("in %(count)d h") % {"count": round(minutes / 60)}
    days = round(minutes / 1440)
    return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
