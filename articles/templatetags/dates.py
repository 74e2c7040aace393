"""Times for readers. They are absolute, because a relative time is wrong in a cached page."""

import datetime as dt
from typing import Literal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.lib.moments import machine_readable

register = template.Library()

# Languages whose comma is the Arabic one.
_ARABIC_SCRIPT = {"ar", "ar-dz", "ckb", "fa", "ug", "ur"}
register.filter(machine_readable)


@register.simple_tag
def day(value: dt.datetime) -> SafeString:
    """Return a `<time>` that shows the day, in the site's time zone and the active language."""
    return _time(value, False, get_language())


@register.simple_tag
def clock_or_day(value: dt.datetime, today: dt.date | Literal[""]) -> SafeString:
    """Return a `<time>` for a list that is shown on the day `today` only: the clock for a time of
    that day, the day without its year for others of the year, and else the whole day.

    Without `today`, which is empty where a template has none, it is that of `day()`.
    """
    local = timezone.localtime(value)
    if not today or local.year != today.year:
        return day(value)
    shown = "TIME_FORMAT" if local.date() == today else "MONTH_DAY_FORMAT"
    return _element(value, date_format(local, shown))


@register.simple_tag
def clock(value: dt.datetime) -> SafeString:
    """Return a `<time>` that shows the clock only, where the day stands above."""
    return _element(value, date_format(timezone.localtime(value), "TIME_FORMAT"))


@register.simple_tag
def moment(value: dt.datetime) -> SafeString:
    """Return a `<time>` that shows day, time and time zone, in the active language."""
    return _time(value, True, get_language())


def _time(value: dt.datetime, with_clock: bool, lang: str) -> SafeString:
    local = timezone.localtime(value)
    date = date_format(local, "DATE_FORMAT")
    if not with_clock:
        return _element(value, date)
    return format_html(
        '<time datetime="{}">{}{} <span class="clock">{} <bdi>{}</bdi></span></time>',
        machine_readable(value),
        date,
        "،" if lang in _ARABIC_SCRIPT else ",",
        date_format(local, "TIME_FORMAT"),
        local.tzname(),
    )


def _element(value: dt.datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine_readable(value), text)
