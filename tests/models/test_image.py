"""Pictures and what a page makes of them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from articles.lib.rendition_set import RenditionSet
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
    signatures = {before}
    new = {"alt": "Another crane", "credit_url": "https://unsplash.com/@ada", "decorative": True}
    for number, (name, value) in enumerate(new.items(), 2):
        setattr(image, name, value)
        image.sign()
        signatures.add(image.signature)
        assert len(signatures) == number, name


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
    assert str(Image.objects.create()).startswith("Picture ")


class TestOrigin:
    def test_one_of_other_servers_is_remote_and_as_wide_as_its_addresses_say(self):
        image = make(
            raw="https://images.unsplash.com/a", regular="https://images.unsplash.com/a?w=1080"
        )
        assert (image.origin, image.width, image.height) == ("remote", 1080, None)
        assert image.source_file == ""

    def test_one_with_files_of_our_own_is_local_and_as_large_as_the_widest(self):
        image = make(thumb="../a.jpg", regular="../b.jpg")
        image.variants.filter(name="thumb").update(file="covers/a.jpg", width=320, height=180)
        image.variants.filter(name="regular").update(file="covers/b.jpg", width=1280, height=720)
        image.sign()
        assert (image.origin, image.width, image.height) == ("local", 1280, 720)
        assert image.source_file == "covers/b.jpg"

    def test_one_that_has_both_is_remote(self):
        image = make(raw="https://images.unsplash.com/a", thumb="../a.jpg")
        image.variants.filter(name="thumb").update(file="covers/a.jpg", width=320, height=180)
        image.sign()
        assert image.origin == "remote"

    def test_another_file_makes_its_renditions_void(self):
        image = make(regular="../a.jpg")
        image.variants.update(file="covers/a.jpg", width=1280, height=720)
        image.renditions = RenditionSet("covers/a.jpg", "1").dump()
        image.sign()
        assert image.renditions
        image.variants.update(file="covers/b.jpg")
        image.sign()
        assert image.renditions == ""


class TestWords:
    @pytest.fixture
    def image(self):
        image = make(regular="https://images.unsplash.com/a")
        image.caption = "The harbour"
        image.save()
        image.texts.create(lang="uk", alt="Кран", caption="Порт")
        image.texts.create(lang="ar", alt="رافعة")
        image.sign()
        return Image.objects.get(pk=image.pk)

    def test_each_language_has_its_own(self, image):
        assert (image.alt_in("uk"), image.caption_in("uk")) == ("Кран", "Порт")

    def test_without_one_the_first_stands(self, image):
        assert (image.alt_in("en"), image.caption_in("ar")) == ("A crane", "The harbour")

    def test_a_decorative_picture_says_nothing(self, image):
        image.decorative = True
        assert image.alt_in("uk") == image.alt_in("en") == ""

    def test_no_query_is_needed(self, image, django_assert_num_queries):
        with django_assert_num_queries(0):
            image.alt_in("uk")

    def test_they_are_part_of_the_signature(self, image):
        before = image.signature
        image.texts.filter(lang="ar").delete()
        image.sign()
        assert image.signature != before


def test_after_its_last_day_readers_do_not_see_a_picture():
    image = make(regular="https://images.unsplash.com/a")
    image.rights_until = timezone.localdate()
    assert image.picture
    image.rights_until -= dt.timedelta(days=1)
    assert image.picture is None


@pytest.mark.parametrize("point", [{"focal_x": -0.1}, {"focal_y": 1.1}])
def test_the_focal_point_is_within_the_picture(point):
    with pytest.raises(ValidationError):
        Image(alt="A crane", **point).full_clean()
    with pytest.raises(IntegrityError):
        Image.objects.create(alt="A crane", **point)
