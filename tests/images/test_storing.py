"""A picture is stored once: encoded again for readers, as it came for exports."""

import io

import pytest
from django.core.files.storage import default_storage, storages
from PIL import Image

from articles.images import storing
from articles.images.exceptions import BadImage
from articles.images.storing import (
    inspect_picture,
    original_bytes,
    served_bytes,
    store_picture,
)
from tests.images.damaged import good_pictures, rotated

PHOTO = rotated("JPEG")


def files(storage) -> int:
    try:
        return sum(len(storage.listdir(f"covers/{one}")[1]) for one in storage.listdir("covers")[0])
    except FileNotFoundError:
        return 0


@pytest.fixture
def decoded(monkeypatch):
    """The pictures that were decoded since."""
    pictures = []
    encode = storing.encode_apart

    def counted(data):
        pictures.append(data)
        return encode(data)

    monkeypatch.setattr(storing, "encode_apart", counted)
    return pictures


def test_readers_get_no_byte_of_the_file_and_exports_all_of_them():
    stored = store_picture(PHOTO + b"<script>")
    with default_storage.open(stored.name) as file:
        served = file.read()
    assert b"Camera" not in served
    assert b"<script>" not in served
    assert (stored.width, stored.height) == Image.open(io.BytesIO(served)).size == (32, 48)
    assert original_bytes(stored.name) == PHOTO + b"<script>"


def test_readers_and_the_desk_have_a_file_each():
    stored = store_picture(PHOTO)
    assert (files(default_storage), files(storages["originals"])) == (1, 1)
    assert b"Camera" not in served_bytes(stored.name)
    assert b"Camera" in original_bytes(stored.name)


def test_an_inspection_stores_nothing():
    inspected = inspect_picture(PHOTO)
    assert (files(default_storage), files(storages["originals"])) == (0, 0)
    assert inspected == store_picture(PHOTO) == inspect_picture(PHOTO)


def test_a_picture_that_comes_again_is_not_decoded_again(decoded):
    first = store_picture(PHOTO)
    assert store_picture(PHOTO) == first == inspect_picture(PHOTO)
    assert decoded == [PHOTO]
    assert (files(default_storage), files(storages["originals"])) == (1, 1)


@pytest.mark.parametrize("both", [False, True])
def test_a_copy_that_was_cut_off_is_written_again(both):
    stored = store_picture(PHOTO)
    whole = default_storage.size(stored.name)
    with open(default_storage.path(stored.name), "r+b") as file:
        file.truncate(whole // 2)
    if both:
        # The original, which is written last.
        with open(storages["originals"].path(stored.name), "r+b") as file:
            file.truncate(10)
    assert store_picture(PHOTO) == stored
    assert default_storage.size(stored.name) == whole
    assert original_bytes(stored.name) == PHOTO


def test_a_copy_that_is_lost_is_made_again(decoded):
    stored = store_picture(PHOTO)
    default_storage.delete(stored.name)
    assert store_picture(PHOTO) == stored
    assert default_storage.exists(stored.name)
    with open(default_storage.path(stored.name), "wb") as file:
        file.write(b"no picture")
    assert store_picture(PHOTO) == stored
    assert len(decoded) == 3


def test_pictures_of_other_bytes_or_kinds_have_other_names():
    names = {store_picture(data).name for data in good_pictures().values()}
    assert len(names) == len(good_pictures())


def test_too_many_bytes_are_refused_before_anything_is_decoded(settings, decoded):
    settings.UPLOAD_LIMITS = settings.UPLOAD_LIMITS | {"file_bytes": len(PHOTO) - 1}
    for take in (store_picture, inspect_picture):
        with pytest.raises(BadImage, match="UPLOAD_MAX_FILE_BYTES"):
            take(PHOTO)
    assert decoded == []
