"""When a feed is asked again, and after how long its silence is unusual."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.feeds.delays import (
    LONGEST,
    MOST_PATIENCE,
    after_failure,
    after_success,
    retry_after,
)
from articles.ingest.feeds.silence import counted, last_days, silence_limit, usual_per_day

NOW = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
TODAY = NOW.date()
HOUR = dt.timedelta(hours=1)
INTERVALS = st.integers(5, 10_080).map(lambda minutes: dt.timedelta(minutes=minutes))


@given(INTERVALS)
def test_after_a_success_the_interval_passes_more_or_less(interval):
    assert interval * 0.9 <= after_success(interval) <= interval * 1.1


@given(
    st.integers(1, 10_000),
    INTERVALS,
    st.one_of(st.none(), st.timedeltas(dt.timedelta(), 30 * MOST_PATIENCE)),
)
def test_a_failing_feed_is_asked_ever_less_and_as_its_server_wants(failures, interval, asked):
    wait = after_failure(failures, interval, asked)
    assert wait >= interval * 0.75
    assert wait >= min(asked or dt.timedelta(), MOST_PATIENCE)
    assert wait <= max(LONGEST, interval, MOST_PATIENCE)


def test_each_failure_doubles_the_wait_up_to_the_longest():
    waits = [after_failure(count, dt.timedelta(minutes=30)) for count in (1, 3, 9)]
    assert waits[0] < waits[1] < waits[2] <= LONGEST


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 120), (" 5 ", 5), ("0", None), ("", None), ("soon", None), ("-5", None),
        ("Mon, 02 Mar 2026 08:10:00 GMT", 600), ("Mon, 02 Mar 2026 07:00:00 GMT", None),
        ("٣", None), ("9" * 30, None), ("Mon, 02 Mar 2026 08:10:00 -0000", 600),
    ],
)  # fmt: skip
def test_a_server_says_how_long_to_wait_in_seconds_or_by_a_date(header, wait):
    assert retry_after(header, NOW) == (wait and dt.timedelta(seconds=wait))


def days(count: int, number: int) -> dict[str, int]:
    return {(TODAY - dt.timedelta(days=back)).isoformat(): number for back in range(1, count + 1)}


def test_the_usual_number_is_of_the_full_days_since_the_first():
    began = TODAY - dt.timedelta(days=30)
    assert usual_per_day(days(14, 14), began, TODAY) == 14
    # Today is not over.
    assert usual_per_day(days(14, 14) | {TODAY.isoformat(): 900}, began, TODAY) == 14
    assert usual_per_day({}, began, TODAY) == 0
    assert usual_per_day(days(5, 2), TODAY - dt.timedelta(days=6), TODAY) == 2
    assert usual_per_day(days(2, 2), TODAY - dt.timedelta(days=3), TODAY) is None
    assert usual_per_day({}, None, TODAY) is None


@pytest.mark.parametrize(
    ("rate", "hours"),
    [(14, 6), (1000, 6), (1, 84), (0.5, 168), (0.1, None), (0, None), (None, None)],
)
def test_silence_is_unusual_after_a_few_items_that_did_not_come(rate, hours):
    assert silence_limit(rate) == (hours and hours * HOUR)


def test_counts_are_of_days_and_old_ones_go():
    counts = counted({"2025-01-01": 5, "2026-03-01": 2}, TODAY, 3)
    assert counts == {"2026-03-01": 2, "2026-03-02": 3}
    assert counted(counts, TODAY, 1)["2026-03-02"] == 4
    chart = last_days(counts, TODAY)
    assert (len(chart), chart[-1], chart[-2]) == (14, (TODAY, 3), (TODAY - 24 * HOUR, 2))
