"""The column that says which files were made of a picture."""

from articles.lib.rendition_set import RenditionSet, parse_renditions

MADE = RenditionSet(
    "covers/a.png", "r1", "covers/a-r1", (0.25, 0.5),
    {"avif": [(320, 180)], "jpg": [(320, 180), (640, 360)]}, {"1x1": ("-1x1-25-50.jpg", 360, 360)},
)  # fmt: skip


def test_the_column_has_all_of_it():
    again = parse_renditions(MADE.dump())
    assert list(again.names()) == list(MADE.names())
    assert (again.of, again.rules, again.point) == ("covers/a.png", "r1", (0.25, 0.5))
    assert again.widths("jpg") == MADE.widths("jpg")


def test_an_empty_column_says_that_nothing_was_made():
    assert parse_renditions("") is None


def test_each_file_has_a_name_and_its_pixels():
    assert MADE.widths("jpg")[-1] == ("covers/a-r1-640.jpg", 640, 360)
    assert MADE.widths("webp") == []
    assert MADE.crop("1x1") == ("covers/a-r1-1x1-25-50.jpg", 360, 360)
    assert MADE.crop("16x9") is None
    assert set(MADE.names()) == {
        "covers/a-r1-320.avif", "covers/a-r1-320.jpg", "covers/a-r1-640.jpg",
        "covers/a-r1-1x1-25-50.jpg",
    }  # fmt: skip


def test_a_refused_picture_has_no_files():
    refused = parse_renditions(RenditionSet("covers/a.png", "r1", refused=True).dump())
    assert refused.refused
    assert list(refused.names()) == []
