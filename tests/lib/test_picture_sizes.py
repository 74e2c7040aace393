"""Crops keep the focal point and never leave the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.picture_sizes import RATIOS, crop_box

side, share = st.integers(1, 5000), st.floats(0, 1)


@given(side, side, st.sampled_from(sorted(RATIOS)), share, share)
def test_a_crop_is_within_the_picture_and_has_the_point(width, height, name, x, y):
    left, top, right, bottom = crop_box((width, height), RATIOS[name], (x, y))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert left - 1 <= x * width <= right + 1
    assert top - 1 <= y * height <= bottom + 1


@given(side, side, st.sampled_from(sorted(RATIOS)))
def test_it_is_the_largest_of_its_ratio(width, height, name):
    across, down = RATIOS[name]
    left, top, right, bottom = crop_box((width, height), (across, down), (0.5, 0.5))
    assert right - left == width or bottom - top == height
    assert abs((right - left) * down - (bottom - top) * across) <= max(across, down)


@pytest.mark.parametrize(
    ("point", "box"),
    [((0, 0), (0, 0, 100, 100)), ((0.5, 0.5), (50, 0, 150, 100)), ((1, 1), (100, 0, 200, 100))],
)
def test_the_point_stands_in_the_crop_where_it_stands_in_the_picture(point, box):
    assert crop_box((200, 100), (1, 1), point) == box
