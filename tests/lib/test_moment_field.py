"""Times in forms: what nobody touched stays the same instant, and what is typed has one meaning."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from articles.lib import moments
from articles.lib.moment_field import MomentField
from articles.lib.moments import EARLIEST, LATEST

KYIV, NEW_YORK = "Europe/Kyiv", "America/New_York"


class MomentForm(forms.Form):
    at = MomentField(required=False)


def submitted(initial, typed=None):
    """The form that a page with `initial` posts; `typed` replaces what its control showed."""
    shown = MomentForm(initial={"at": initial})["at"]
    control = shown.field.widget.format_value(shown.value())
    form = MomentForm({"at": control if typed is None else typed}, initial={"at": initial})
    assert form.is_valid(), form.errors
    return form


@pytest.mark.parametrize("zone", [KYIV, NEW_YORK, "Asia/Manila", "Pacific/Kiritimati"])
@given(
    st.datetimes(
        EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None), timezones=st.just(dt.UTC)
    )
)
@example(EARLIEST)
@example(LATEST)
@example(dt.datetime(2026, 10, 25, 0, 30, 15, 123456, tzinfo=dt.UTC))
@example(dt.datetime(2026, 10, 25, 1, 30, 15, 123456, tzinfo=dt.UTC))
@example(dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC))
def test_a_time_that_nobody_touched_is_the_same_instant(zone, moment):
    with timezone.override(zone):
        form = submitted(moment)
        assert form.cleaned_data["at"] == moment
        assert not form.has_changed()


def test_the_browser_may_leave_out_seconds_that_are_zero():
    moment = dt.datetime(2026, 10, 25, 1, 30, 0, 5, tzinfo=dt.UTC)
    with timezone.override(KYIV):
        form = submitted(moment, "2026-10-25T03:30")
        assert form.cleaned_data["at"] == moment
        assert not form.has_changed()


def utc(text):
    return dt.datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("zone", "now", "typed", "meant"),
    [
        # Shown twice on 25 October in Kyiv: 03:00 to 04:00. Before it, the first is meant.
        (KYIV, "2026-07-01T12:00", "2026-10-25T03:30", "2026-10-25T00:30"),
        (KYIV, "2026-01-01T12:00", "2026-10-25T03:30", "2026-10-25T00:30"),
        (KYIV, "2026-10-25T00:10", "2026-10-25T03:30", "2026-10-25T00:30"),
        (KYIV, "2026-10-25T00:50", "2026-10-25T03:30", "2026-10-25T00:30"),
        # The clocks were set back: what lies ahead of the clock on the wall is not past.
        (KYIV, "2026-10-25T01:10", "2026-10-25T03:30", "2026-10-25T01:30"),
        (KYIV, "2026-10-25T01:50", "2026-10-25T03:30", "2026-10-25T01:30"),
        # Jumped over on 29 March: 03:00 to 04:00.
        (KYIV, "2026-03-01T12:00", "2026-03-29T03:30", "2026-03-29T01:30"),
        (KYIV, "2026-07-01T12:00", "2026-03-29T03:30", "2026-03-29T01:30"),
        (NEW_YORK, "2026-11-01T06:10", "2026-11-01T01:30", "2026-11-01T06:30"),
        (NEW_YORK, "2026-11-01T05:10", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("UTC", "2026-01-01T00:00", "2026-10-25T03:30:20.5", "2026-10-25T03:30:20.500000"),
        # A program may say the offset.
        (KYIV, "2026-01-01T00:00", "2026-10-25T03:30:00+02:00", "2026-10-25T01:30"),
    ],
)
def test_a_typed_time_has_one_meaning(zone, now, typed, meant, monkeypatch):
    monkeypatch.setattr(moments, "now", lambda: utc(now))
    with timezone.override(zone):
        assert MomentField().clean(typed) == utc(meant)


def test_what_lies_ahead_of_the_clock_on_the_wall_is_ahead_also_in_the_repeated_hour(monkeypatch):
    """The buttons compare what is typed with the clock on the wall."""
    zone = ZoneInfo(KYIV)
    for minute in range(0, 120, 7):
        now = utc("2026-10-25T00:00") + dt.timedelta(minutes=minute)
        monkeypatch.setattr(moments, "now", lambda now=now: now)
        wall = now.astimezone(zone).replace(tzinfo=None)
        for ahead in (-20, -3, 3, 20):
            typed = wall + dt.timedelta(minutes=ahead)
            if typed.hour == 3:
                with timezone.override(zone):
                    meant = MomentField().clean(typed.isoformat())
                assert (meant > now) == (ahead > 0), (wall, typed)


@pytest.mark.parametrize("zone", [KYIV, NEW_YORK])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0001-01-01T00:00", "calendar"), ("9999-12-31T23:59:59", "calendar"),
        ("0000-01-01T00:00", "invalid"), ("10000-01-01T00:00", "invalid"),
        ("275760-09-13T00:00", "invalid"), ("2026-02-30T10:00", "invalid"),
        ("06:30", "invalid"), ("2026-10-25", "invalid"), ("x", "invalid"), ("\0", "invalid"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_a_sentence(zone, typed, code):
    with timezone.override(zone), pytest.raises(forms.ValidationError) as caught:
        MomentField().clean(typed)
    assert caught.value.code == code
