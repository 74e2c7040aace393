"""Pictures that look the same are found by their perceptual hashes."""

import pytest

from articles.editorial.pictures.duplicates import lookalikes
from articles.models import Image

pytestmark = pytest.mark.django_db


def picture(hash_: str) -> Image:
    return Image.objects.create(alt=hash_, perceptual_hash=hash_)


def test_hashes_that_differ_in_few_bits_are_alike_and_the_nearest_comes_first():
    own = picture("ffff0000ffff0000")
    near, same = picture("ffff0000ffff0007"), picture("ffff0000ffff0000")
    picture("00000000ffff0000")
    assert lookalikes(own) == [same, near]


def test_a_picture_without_a_hash_is_like_none():
    own = picture("")
    picture("")
    assert lookalikes(own) == []


def test_it_costs_two_queries(django_assert_num_queries):
    own = picture("ffff0000ffff0000")
    for _number in range(5):
        picture("ffff0000ffff0000")
    with django_assert_num_queries(2):
        assert len(lookalikes(own)) == 5
