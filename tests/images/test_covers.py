"""Pictures of a disk are read, unless they are none."""

import os

import pytest
from PIL import Image

from articles.images.covers import inspect_cover, store_cover
from articles.images.decoding import FORMATS
from articles.images.exceptions import BadImage
from articles.images.storing import original_bytes


@pytest.fixture
def picture(tmp_path):
    def make(name: str = "a.jpg", size=(64, 36), kind: str = "JPEG"):
        path = tmp_path / name
        Image.new("RGB", size, "navy").save(path, kind)
        return path

    return make


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_cover_is_measured_and_its_file_is_kept(picture, kind):
    file = picture("x.bin", kind=kind)
    assert inspect_cover(file) == store_cover(file)
    stored = store_cover(file)
    assert (stored.width, stored.height) == (64, 36)
    assert stored.name.endswith(FORMATS[kind])
    assert original_bytes(stored.name) == file.read_bytes()


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"<svg onload=x>", b"\xff\xd8\xff\xe0short"]
)
def test_what_is_no_image_is_refused(tmp_path, data):
    file = tmp_path / "a.jpg"
    file.write_bytes(data)
    for take in (store_cover, inspect_cover):
        with pytest.raises(BadImage):
            take(file)


def test_too_large_a_file_is_refused_unread(picture, settings):
    file = picture()
    os.truncate(file, 2**30)
    with pytest.raises(BadImage, match="larger than 25"):
        store_cover(file)
    settings.UPLOAD_LIMITS = settings.UPLOAD_LIMITS | {"file_bytes": 10}
    with pytest.raises(BadImage, match="UPLOAD_MAX_FILE_BYTES"):
        store_cover(picture())
