"""Times in the words that people say at a desk: "in 2 h", "3 days ago".

For pages that are made for one person and not kept: what is public says the time itself.
"""

import datetime as dt

from django.utils.translation import gettext, ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def in_words(moment: dt.datetime, now: dt.datetime) -> str:
    """How far `moment` lies from `now`, ahead or back."""
    seconds = int((moment - now).total_seconds())
    away = abs(seconds)
    if away < _MINUTE:
        return gettext("now") if seconds >= 0 else gettext("just now")
    return _ahead(away) if seconds > 0 else _back(away)


def _ahead(away: int) -> str:
    if away < _HOUR:
        return gettext("in %(count)d min") % {"count": away // _MINUTE}
    if away < 2 * _DAY:
        return gettext("in %(count)d h") % {"count": away // _HOUR}
    count, words = _long(away)
    return {
        "days": ngettext("in %(count)d day", "in %(count)d days", count),
        "months": ngettext("in %(count)d month", "in %(count)d months", count),
        "years": ngettext("in %(count)d year", "in %(count)d years", count),
    }[words] % {"count": count}


def _back(away: int) -> str:
    if away < _HOUR:
        return gettext("%(count)d min ago") % {"count": away // _MINUTE}
    if away < 2 * _DAY:
        return gettext("%(count)d h ago") % {"count": away // _HOUR}
    count, words = _long(away)
    return {
        "days": ngettext("%(count)d day ago", "%(count)d days ago", count),
        "months": ngettext("%(count)d month ago", "%(count)d months ago", count),
        "years": ngettext("%(count)d year ago", "%(count)d years ago", count),
    }[words] % {"count": count}


def _long(away: int) -> tuple[int, str]:
    days = away // _DAY
    if days < 60:
        return days, "days"
    return (days // 30, "months") if days < 730 else (days // 365, "years")
