"""Places are in the order of time."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from articles.search.index_position import article_id_at, first_position, position_of, second_of

TIMES = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2105, 1, 1), timezones=st.just(dt.UTC))
IDS = st.integers(1, 2**31 - 1)


@given(TIMES, IDS, TIMES, IDS)
def test_places_grow_with_the_second_then_with_the_id(time, pk, other_time, other_pk):
    mine, other = (second_of(time), pk), (second_of(other_time), other_pk)
    assert (position_of(time, pk) < position_of(other_time, other_pk)) == (mine < other)
    assert article_id_at(position_of(time, pk)) == pk


@given(st.datetimes(timezones=st.just(dt.UTC)), IDS)
def test_every_time_has_a_place_that_a_column_holds(time, pk):
    assert 0 <= position_of(time, pk) < 2**63
    second = second_of(time)
    assert first_position(second) < position_of(time, pk) < first_position(second + 1)
