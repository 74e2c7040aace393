"""Local pictures become copies of our own, once."""

import pytest
from PIL import Image

from articles.images import covers
from articles.images.covers import store_copy
from articles.images.exceptions import BadImage


@pytest.fixture
def picture(tmp_path):
    def make(name: str = "a.jpg", size=(64, 36), kind: str = "JPEG"):
        path = tmp_path / name
        Image.new("RGB", size, "navy").save(path, kind)
        return path

    return make


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_copy_is_named_by_its_bytes_and_measured(picture, settings, kind):
    file = picture("x.bin", kind=kind)
    kept = store_copy(file)
    assert (kept.width, kept.height) == (64, 36)
    assert (settings.MEDIA_ROOT / kept.name).read_bytes() == file.read_bytes()
    assert kept.name.endswith(covers.FORMATS[kind])


def test_the_same_image_is_kept_once(picture, settings):
    assert store_copy(picture("a.jpg")) == store_copy(picture("b.jpg"))
    assert len([p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"<svg onload=x>", b"\xff\xd8\xff\xe0short"]
)
def test_what_is_no_image_is_refused(tmp_path, data):
    file = tmp_path / "a.jpg"
    file.write_bytes(data)
    with pytest.raises(BadImage):
        store_copy(file)


def test_an_image_over_the_limits_is_refused(picture, monkeypatch):
    file = picture(size=(100, 100))
    monkeypatch.setattr(covers, "MAX_PIXELS", 9_999)
    with pytest.raises(BadImage, match="100 × 100"):
        store_copy(file)
    monkeypatch.setattr(covers, "MAX_BYTES", 10)
    with pytest.raises(BadImage, match="larger"):
        store_copy(file)
