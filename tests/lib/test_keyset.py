"""Places in a list."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.lib import keyset

MOMENTS = st.datetimes(
    min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)
)


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 10**17))
def test_a_place_comes_back_as_it_was(moment, pk):
    assert keyset.read(keyset.write(moment, pk)) == (moment, pk)


@pytest.mark.parametrize("text", ["", "x", "1", "1.", "1.x", "1.1.1", "٣.1", "9" * 20 + ".1"])
def test_an_invented_place_is_refused(text):
    with pytest.raises(keyset.BadCursor):
        keyset.read(text)
