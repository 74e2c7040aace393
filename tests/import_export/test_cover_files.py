"""The images beside a file become its cover, whatever wrote them and however they are named."""

import io
import os
import unicodedata
import zipfile

import pytest
from PIL import Image as Pillow

from articles.images.storing import original_bytes
from articles.import_export.uploads import import_upload
from articles.models import Article, ImageVariant, QuarantinedFile
from tests.images.damaged import good_pictures, multi_picture, rotated, text_bomb

pytestmark = pytest.mark.django_db
NAME = "Каштан й café"


def kept_file() -> bytes:
    return original_bytes(ImageVariant.objects.get().file.name)


def with_cover(example: bytes, path: str) -> bytes:
    start, end = example.index(b"coverImage:"), example.index(b"ai:")
    return example[:start] + f"coverImage:\n  raw: {path}\n".encode() + example[end:]


def test_a_picture_of_a_phone_is_a_cover(tmp_path, import_files, example, client):
    (tmp_path / "phone.jpg").write_bytes(multi_picture())
    (tmp_path / "a.en.md").write_bytes(with_cover(example, "phone.jpg"))
    assert import_files(tmp_path).created == 1
    variant = ImageVariant.objects.get()
    assert kept_file() == multi_picture()
    assert variant.file.name.endswith(".jpg")
    response = client.get(variant.address)
    assert response["Content-Type"] == "image/jpeg"
    shown = Pillow.open(io.BytesIO(response.getvalue()))
    assert (shown.format, shown.size) == ("JPEG", (48, 32))


def test_a_turned_picture_has_the_size_that_readers_see(tmp_path, import_files, example):
    (tmp_path / "turned.jpg").write_bytes(rotated("JPEG", 6))
    (tmp_path / "a.en.md").write_bytes(with_cover(example, "turned.jpg"))
    import_files(tmp_path)
    image = Article.objects.get().cover.picture
    assert (image.width, image.height) == (32, 48)


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_cover_is_found_in_either_form_of_unicode(
    tmp_path, import_files, make_user, example, written, stored, packed
):
    picture = good_pictures()["JPEG"]
    path = unicodedata.normalize(stored, f"{NAME}/{NAME}.jpg")
    text = with_cover(example, unicodedata.normalize(written, f"../{NAME}/{NAME}.jpg"))
    if packed:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("in/texts/a.en.md", text)
            archive.writestr(f"in/{path}", picture)
        stream.seek(0)
        run = import_upload([("in.zip", stream)], make_user("Editors"))
    else:
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(picture)
        (tmp_path / "texts").mkdir()
        (tmp_path / "texts/a.en.md").write_bytes(text)
        run = import_files(tmp_path)
    assert (run.created, run.quarantined) == (1, 0)
    assert kept_file() == picture


def make_fifo(path):
    os.mkfifo(path)


TRAPS = {
    "damaged": lambda path: path.write_bytes(good_pictures()["PNG"][:25]),
    "a wrong length of IHDR": lambda path: path.write_bytes(
        good_pictures()["PNG"].replace(b"\0\0\0\rIHDR", b"\0\0\0\2IHDR")
    ),
    "a bomb": lambda path: path.write_bytes(text_bomb()),
    "empty": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_bytes(b"<svg onload=x>"),
    "missing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "a pipe": make_fifo,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link out of the folder": lambda path: path.symlink_to("/etc/passwd"),
    "a file's name as a folder": lambda path: None,
    "too long a name": lambda path: None,
}


def test_a_bad_cover_is_told_at_its_key_and_the_other_files_come_in(
    tmp_path, import_files, example
):
    for number, (name, make) in enumerate(TRAPS.items()):
        make(tmp_path / f"{number}.jpg")
        path = {
            "a file's name as a folder": "good.jpg/x.jpg",
            "too long a name": "x" * 300 + ".jpg",
        }.get(name, f"{number}.jpg")
        text = with_cover(example, path).replace(b"00417", f"1{number:04}".encode())
        (tmp_path / f"{number}.en.md").write_bytes(text)
    (tmp_path / "good.jpg").write_bytes(good_pictures()["JPEG"])
    (tmp_path / "good.en.md").write_bytes(with_cover(example, "good.jpg"))
    run = import_files(tmp_path)
    assert (run.created, run.quarantined) == (1, len(TRAPS))
    line = with_cover(example, "").splitlines().index(b"  raw: ") + 1
    for held in QuarantinedFile.objects.all():
        trap = list(TRAPS)[int(held.path.split(".")[0])]
        (problem,) = held.problems
        assert problem["code"] in ("cover-missing", "cover-refused"), trap
        assert (problem["key"], problem["line"]) == ("coverImage.raw", line), trap
