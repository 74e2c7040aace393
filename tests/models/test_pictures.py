"""What pages get of an image's columns."""

import re
from itertools import product
from pathlib import Path

import pytest

from articles.lib.rendition_set import RenditionSet
from articles.models import Image
from articles.models.pictures import crops_of, picture_of, style_classes

STYLES = Path(__file__).parents[2] / "articles/static/articles/site.css"
SIZES = '[["full", "", "covers/a.jpg", 1280, 720]]'
MADE = RenditionSet(
    "covers/a.jpg", "r1", "covers/a-r1", (0.5, 0.5),
    {"avif": [(320, 180)], "webp": [(320, 180)], "jpg": [(320, 180), (640, 360)]},
    {"1x1": ("-1x1.jpg", 360, 360)},
).dump()  # fmt: skip
REMOTE = '[["raw", "https://images.unsplash.com/p?ixid=a", "", null, null]]'


def test_without_renditions_the_one_cleaned_file_is_shown():
    picture = picture_of(SIZES)
    assert (picture.src, picture.srcset, picture.formats) == ("/media/covers/a.jpg", "", ())
    assert (picture.width, picture.height) == (1280, 720)
    assert crops_of(SIZES, "", (0.5, 0.5)) == {}


def test_a_refused_picture_is_shown_so_too():
    refused = RenditionSet("covers/a.jpg", "r1", refused=True).dump()
    assert picture_of(SIZES, refused) == picture_of(SIZES)
    assert crops_of(SIZES, refused, (0.5, 0.5)) == {}


def test_with_renditions_each_format_has_its_widths():
    picture = picture_of(SIZES, MADE)
    assert picture.src == "/media/covers/a-r1-640.jpg"
    assert picture.srcset == "/media/covers/a-r1-320.jpg 320w, /media/covers/a-r1-640.jpg 640w"
    assert [(one.media_type, one.srcset) for one in picture.formats] == [
        ("image/avif", "/media/covers/a-r1-320.avif 320w"),
        ("image/webp", "/media/covers/a-r1-320.webp 320w"),
    ]
    assert crops_of(SIZES, MADE, (0.5, 0.5)) == {"1x1": ("/media/covers/a-r1-1x1.jpg", 360, 360)}


def test_a_server_that_crops_gets_the_focal_point():
    crops = crops_of(REMOTE, "", (0.25, 0.5))
    assert {name: crop[1:] for name, crop in crops.items()} == {
        "16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1200, 1200),
    }  # fmt: skip
    assert "fp-x=0.25" in crops["1x1"][0]
    assert "ixid=a" in crops["1x1"][0]


def test_another_server_has_no_crops():
    other = '[["raw", "https://other.example.org/p", "", null, null]]'
    assert crops_of(other, "", (0.5, 0.5)) == {}


@pytest.mark.parametrize(
    ("point", "colour", "classes"),
    [
        ((0.5, 0.5), "", ""), ((0.5, 0.5), "#ff8000", "tone-320"),
        ((0.23, 0.98), "", "focus-x-25 focus-y-100"), ((0, 0.5), "#000000", "focus-x-0 focus-y-50 tone-000"),
    ],
)  # fmt: skip
def test_the_style_sheet_is_told_by_classes(point, colour, classes):
    assert style_classes(point, colour) == classes


def test_the_style_sheet_knows_every_class():
    classes = set(re.findall(r"^\.((?:tone|focus)-[\w-]+) \{", STYLES.read_text(), re.M))
    tones = (
        style_classes((0.5, 0.5), f"#{''.join(rgb)}")
        for rgb in product(["10", "50", "90", "d0"], repeat=3)
    )
    points = (style_classes((n / 100, n / 100), "") for n in range(101) if n != 50)
    assert {name for text in (*tones, *points) for name in text.split()} <= classes


def test_the_admin_and_pages_have_one_rule_of_what_has_ended():
    image = Image(sizes=SIZES, renditions=MADE)
    assert image.picture == picture_of(SIZES, MADE)
    assert image.crops
