"""Which files a browser may choose from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.ascii_urls import ascii_host
from articles.lib.picture_sizes import WIDTHS
from articles.lib.srcset import (
    ImageSize,
    cropped_url,
    image_sources,
    image_width,
    is_resized_by_server,
    resized_url,
)

HOST = "images.unsplash.com"


def of(**sizes):
    return image_sources([ImageSize(name, url) for name, url in sizes.items()], [HOST])


def url(width: int | None = None) -> str:
    return f"https://{HOST}/p?q=80" + (f"&w={width}" if width else "")


OTHER = "https://pictures.example.org/p"


def elsewhere(**sizes):
    return image_sources(
        [ImageSize(name, f"{OTHER}{query}") for name, query in sizes.items()],
        ["pictures.example.org"],
    )


class TestAServerThatMakesAnySize:
    RAW = f"https://{HOST}/photo-1?ixid=M3w4%3D&ixlib=rb-4.1.0"

    def test_every_width_is_made_of_the_raw_size(self):
        found = of(raw=self.RAW, regular=url(1080), small_s3="https://s3.example.org/small")
        entries = [entry.split() for entry in found.srcset.split(", ")]
        assert [width for _url, width in entries] == [f"{width}w" for width in WIDTHS]
        for address, width in entries:
            assert address.startswith(f"{self.RAW}&"), address
            assert f"&w={width[:-1]}" in address
            assert "s3" not in address
        assert found.src == entries[4][0]
        assert found.width == 1080

    def test_what_the_raw_address_says_of_a_size_is_replaced(self):
        asked = f"https://{HOST}/p?q=75&w=1171&auto=format&fit=crop&crop=entropy&h=20"
        assert resized_url(asked, 640) == f"https://{HOST}/p?q=75&auto=format&fit=max&w=640"

    def test_without_a_raw_size_the_others_are_the_choice(self):
        found = of(regular=url(1080), small=url(400), thumb=url(200))
        assert found.src == url(1080)
        assert found.srcset == f"{url(200)} 200w, {url(400)} 400w, {url(1080)} 1080w"

    def test_a_host_that_pages_may_not_show_is_not_asked(self):
        raw = ImageSize("raw", self.RAW)
        assert (
            image_sources([raw, ImageSize("small", OTHER)], ["pictures.example.org"]).src == OTHER
        )

    def test_a_crop_is_around_the_point(self):
        assert cropped_url(self.RAW, 1200, 675).endswith("&fit=crop&w=1200&h=675")
        assert "&crop=focalpoint&fp-x=0.25&fp-y=0.90&" in cropped_url(
            self.RAW, 1200, 675, (0.25, 0.9)
        )

    @pytest.mark.parametrize(
        "address", [f"http://{HOST}/p", OTHER, "/media/a.jpg", "", "https://[", f"//{HOST}/p"]
    )
    def test_no_other_is_one(self, address):
        assert not is_resized_by_server(address)


def test_the_sizes_of_the_contract_become_a_choice():
    found = elsewhere(raw="", full="", regular="?w=1080", small="?w=400", thumb="?w=200")
    assert found.src == f"{OTHER}?w=1080"
    assert found.srcset == f"{OTHER}?w=200 200w, {OTHER}?w=400 400w, {OTHER}?w=1080 1080w"


def test_originals_are_the_last_resort():
    assert elsewhere(raw="", full="?w=2000").src == f"{OTHER}?w=2000"
    assert elsewhere(raw="").src == OTHER


def test_a_host_is_compared_as_browsers_send_it():
    size = ImageSize("regular", "https://зображення.example/p.png")
    assert image_sources([size], ["xn--80aaebyad4ceuk4byb.example"]) is None
    assert image_sources([size], [ascii_host("зображення.example")]).src == size.url
    nowhere = ImageSize("regular", "https://" + "é" * 100 + ".example/p.png")
    assert image_sources([nowhere], [HOST]) is None


def test_one_address_is_no_choice():
    found = of(regular=url(1171), small=url(1171), thumb=url(1171))
    assert (found.src, found.srcset, found.width) == (url(1171), "", 1171)


def test_measured_pixels_win_and_give_the_height():
    found = image_sources(
        [
            ImageSize("regular", "/media/a.jpg", 1280, 720),
            ImageSize("small", "/media/b.jpg", 640, 360),
        ]
    )
    assert (found.width, found.height) == (1280, 720)
    assert found.srcset == "/media/b.jpg 640w, /media/a.jpg 1280w"


def test_no_size_of_unknown_width_stands_beside_known_ones():
    assert of(regular=url(), small=url(400)).src == url(400)


@pytest.mark.parametrize(
    "bad",
    ["http://images.unsplash.com/a", "https://evil.example.org/a", "javascript:x", "", "//x/y"],
)
def test_what_the_policy_blocks_is_not_offered(bad):
    assert of(regular=bad) is None


@pytest.mark.parametrize(
    ("query", "width"),
    [("?w=400", 400), ("?w=0", None), ("?w=-5", None), ("?w=x", None), ("", None), ("?w=²", None)],
)
def test_a_width_is_read_from_the_address(query, width):
    assert image_width(ImageSize("small", f"https://{HOST}/a{query}")) == width


@given(st.lists(st.tuples(st.sampled_from(["raw", "full", "regular", "small", "thumb", "small_s3"]),
                          st.none() | st.integers(1, 5000))))  # fmt: skip
def test_widths_rise_and_are_never_repeated(sizes):
    found = image_sources(
        [ImageSize(name, f"/m/{i}.jpg", width) for i, (name, width) in enumerate(sizes)]
    )
    assert (found is None) == (not sizes)
    if found and found.srcset:
        widths = [int(entry.rsplit(" ", 1)[1][:-1]) for entry in found.srcset.split(", ")]
        assert widths == sorted(set(widths))
        assert found.width == widths[-1]
