"""Pictures in a text get their sizes when its page is made."""

from articles.lib.srcset import FormatSource, ImageSources
from articles.rendering.sanitize import trusted
from articles.rendering.text_pictures import pictured_files, with_pictures

IMAGE = '<img src="/media/covers/a.jpg" alt="A “crane”" loading="lazy" decoding="async">'
HTML = trusted(f"<p>One {IMAGE} two</p>")
SOURCES = ImageSources(
    "/media/covers/a-640.jpg", "/media/covers/a-320.jpg 320w, /media/covers/a-640.jpg 640w",
    640, 360, (FormatSource("image/avif", "/media/covers/a-320.avif 320w"),),
)  # fmt: skip


def test_the_files_of_a_text_are_named_once_each():
    html = f"{IMAGE}{IMAGE}" + '<img src="https://images.unsplash.com/b" alt="">'
    assert pictured_files(html) == ["covers/a.jpg"]
    assert pictured_files("<p>no picture</p>") == []


def test_each_gets_its_formats_and_pixels_and_keeps_its_words():
    text = with_pictures(HTML, {"covers/a.jpg": (SOURCES, "tone-123")})
    assert '<picture><source type="image/avif" srcset="/media/covers/a-320.avif 320w"' in text
    assert 'src="/media/covers/a-640.jpg" alt="A “crane”" loading="lazy"' in text
    assert 'width="640" height="360" class="tone-123"></picture>' in text
    assert text.startswith("<p>One <picture>")
    assert text.endswith("</picture> two</p>")


def test_one_of_a_single_size_has_no_choice():
    one = ImageSources("/media/covers/a.jpg", "", 100, 50)
    text = with_pictures(HTML, {"covers/a.jpg": (one, "")})
    assert "srcset" not in text
    assert "<picture>" not in text
    assert 'width="100" height="50"' in text


def test_others_stay_as_they_are():
    assert with_pictures(HTML, {}) is HTML
    assert with_pictures(HTML, {"covers/b.jpg": (SOURCES, "")}) == HTML


def test_what_an_address_says_opens_no_attribute():
    odd = ImageSources('/media/a"><script>.jpg', "", None, None)
    assert "<script>" not in with_pictures(HTML, {"covers/a.jpg": (odd, "")})
