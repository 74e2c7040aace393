"""Pictures and what a page makes of them."""

import pytest
from django.db import IntegrityError

from articles.models import Image, ImageVariant

pytestmark = pytest.mark.django_db


def make(**sizes) -> Image:
    image = Image.objects.create(alt="A crane")
    for name, url in sizes.items():
        ImageVariant.objects.create(image=image, name=name, url=url)
    image.sign()
    return image


def test_a_picture_of_an_allowed_host_is_shown():
    image = make(
        regular="https://images.unsplash.com/a?w=1080", thumb="https://images.unsplash.com/a?w=200"
    )
    assert image.picture.src.endswith("w=1080")
    assert image.picture.srcset.count("w,") == 1


def test_other_hosts_and_paths_without_a_copy_are_not():
    assert make(regular="https://tracker.example.org/a.jpg").picture is None
    assert make(regular="../covers/a.jpg").picture is None


def test_the_signature_moves_with_what_readers_see():
    image = make(regular="https://images.unsplash.com/a")
    image.sign()
    before = image.signature
    image.sign()
    assert image.signature == before
    image.alt = "Another crane"
    image.sign()
    assert image.signature != before


def test_a_picture_needs_no_other_rows(django_assert_num_queries):
    pk = make(regular="https://images.unsplash.com/a?w=1080").pk
    image = Image.objects.get(pk=pk)
    with django_assert_num_queries(0):
        assert image.picture.width == 1080


def test_a_size_needs_an_address_or_a_file():
    with pytest.raises(IntegrityError):
        make(regular="")


def test_a_picture_says_what_it_shows():
    assert str(make()) == "A crane"
    assert str(Image.objects.create()).startswith("Image ")
