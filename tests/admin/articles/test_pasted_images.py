"""Pictures that are pasted into a text."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.models import AuditEntry, Image

pytestmark = pytest.mark.django_db

PICTURE = "/admin/articles/article/picture/"


def picture(name: str = "harbour-crane.jpg", kind: str = "JPEG", size=(320, 180), **options):
    stream = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(stream, kind, **options)
    return SimpleUploadedFile(name, stream.getvalue())


def stored(variant) -> bytes:
    with default_storage.open(variant.file.name) as file:
        return file.read()


def test_a_picture_becomes_markdown_that_the_site_shows(sign_in, client):
    answer = sign_in("Writers").post(PICTURE, {"file": picture()}).json()
    image = Image.objects.get()
    assert image.alt == answer["alt"] == "harbour crane"
    assert answer["markdown"] == f"![harbour crane]({image.variants.get().address})"
    assert (image.picture.width, image.picture.height) == (320, 180)
    shown = client.post("/admin/articles/article/preview/", {"body": answer["markdown"]}).json()
    assert f'src="{image.variants.get().address}"' in shown["html"]
    assert AuditEntry.objects.get().action == "upload_picture"


def test_what_a_camera_wrote_into_it_is_gone_and_it_stands_upright(sign_in):
    exif = Pillow.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x010F] = "Spy Camera"
    sign_in().post(PICTURE, {"file": picture(exif=exif)})
    kept = Image.objects.get().variants.get()
    assert (kept.width, kept.height) == (180, 320)
    data = stored(kept)
    assert b"Spy Camera" not in data
    assert not Pillow.open(io.BytesIO(data)).getexif()


def test_what_hides_behind_a_picture_is_left_behind(sign_in):
    file = picture()
    file = SimpleUploadedFile("a.jpg", file.read() + b"<?php evil ?>")
    sign_in().post(PICTURE, {"file": file})
    kept = Image.objects.get().variants.get()
    assert b"evil" not in stored(kept)


@pytest.mark.parametrize("name", ["image.png", "IMG_2041.jpg", "Screenshot 2026-11-01.png"])
def test_a_name_that_says_nothing_is_no_alternative_text(sign_in, name):
    assert sign_in().post(PICTURE, {"file": picture(name)}).json()["alt"] == ""


def test_the_same_picture_is_one_picture(sign_in):
    browser = sign_in()
    one = browser.post(PICTURE, {"file": picture()}).json()
    assert browser.post(PICTURE, {"file": picture("other.jpg")}).json() == one
    assert Image.objects.count() == 1


def test_a_wide_picture_is_made_smaller(sign_in):
    sign_in().post(PICTURE, {"file": picture(size=(4000, 100))})
    assert Image.objects.get().variants.get().width == 2560


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
def test_every_kind_that_browsers_show_is_taken(sign_in, kind):
    assert sign_in().post(PICTURE, {"file": picture("x.bin", kind)}).status_code == 200


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422), (b"\xff\xd8\xff\xe0 no picture", 422)],
)
def test_what_is_no_picture_is_refused_with_a_reason(sign_in, data, status):
    answer = sign_in().post(PICTURE, {"file": SimpleUploadedFile("x.jpg", data)})
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Image.objects.exists()


def test_too_large_a_file_is_refused(sign_in, settings):
    settings.UPLOAD_LIMITS = settings.UPLOAD_LIMITS | {"file_bytes": 100}
    answer = sign_in().post(PICTURE, {"file": picture()})
    assert answer.status_code == 422
    assert "UPLOAD_MAX_FILE_BYTES" in answer.json()["error"]


def test_too_many_pixels_are_refused_with_the_name_of_the_picture(sign_in):
    answer = sign_in().post(PICTURE, {"file": picture("map.png", "PNG", (6000, 6000))})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("“map.png”: 6000 × 6000 pixels are too many")


def test_who_may_not_add_pictures_adds_none(client, make_user):
    writer = make_user("Writers")
    writer.groups.first().permissions.filter(codename="add_image").delete()
    client.force_login(writer)
    assert client.post(PICTURE, {"file": picture()}).status_code == 403
