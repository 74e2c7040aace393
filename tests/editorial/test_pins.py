"""Weights for an order: the order always holds, and weights stay where they can."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from articles.editorial.pins import weights_for
from articles.models.article_columns import WEIGHT_MAX


@given(
    st.lists(st.integers(1, WEIGHT_MAX), min_size=1, max_size=12), st.randoms(), st.integers(0, 5)
)
def test_the_weights_give_the_order_and_stay_above_the_rest(weights, random, below):
    there = dict(enumerate(weights))
    order = list(there)
    random.shuffle(order)
    made = weights_for(order, there, below)
    assert list(made) == order
    values = list(made.values())
    assert all(one > other for one, other in itertools.pairwise(values))
    assert values[0] <= WEIGHT_MAX
    assert values[-1] > below


def test_weights_that_fit_are_only_dealt_out_anew():
    assert weights_for([3, 1, 2], {1: 100, 2: 5, 3: 2}) == {3: 100, 1: 5, 2: 2}


def test_equal_weights_are_told_apart():
    assert weights_for([2, 1], {1: 4, 2: 4}) == {2: 5, 1: 4}
