"""Every place of the admin that takes a picture refuses a damaged one, and keeps what was typed."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article, Image, QuarantinedFile
from tests.admin.test_images import form, jpeg
from tests.images.damaged import good_pictures, moving, text_bomb

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
ADD = "/admin/articles/image/add/"
DAMAGED = {
    "a text": b"<svg onload=x>",
    "a JPEG cut in its head": good_pictures()["JPEG"][:40],
    "a JPEG cut in its pixels": good_pictures()["JPEG"][:-300],
    "an MPO cut in its pixels": good_pictures()["MPO"][:450],
    "a wrong length of IHDR": good_pictures()["PNG"].replace(b"\0\0\0\rIHDR", b"\0\0\0\2IHDR"),
    "a text that unpacks to a megabyte": text_bomb(),
    "an animation cut in a frame": moving("GIF")[:-60],
    "an AVIF without its pixels": good_pictures()["AVIF"][:-40],
    "a WebP cut in its pixels": good_pictures()["WebP"][:-20],
}


def damaged():
    return [(name, SimpleUploadedFile("crane.jpg", data)) for name, data in DAMAGED.items()]


@pytest.mark.parametrize("popup", ["", "?_popup=1"], ids=["page", "plus"])
def test_a_new_image_is_refused_at_the_file(sign_in, popup):
    browser = sign_in()
    second = {
        "variants-TOTAL_FORMS": "2", "variants-1-name": "small",
        "variants-0-url": "https://images.unsplash.com/typed?w=400",
    }  # fmt: skip
    for name, file in damaged():
        values = form(caption="Typed", credit="A person", **second, **{"variants-1-file": file})
        response = browser.post(ADD + popup, values)
        assert response.status_code == 200, name
        good, bad = response.context["inline_admin_formsets"][0].formset.forms
        assert list(bad.errors) == ["file"], name
        assert ("picture" in bad.errors["file"][0], good.errors) == (True, {}), name
        page = response.content.decode()
        for typed in ("A crane", "Typed", "A person", "typed?w=400"):
            assert typed in page, name
    assert not Image.objects.exists()


def test_another_file_of_an_image_is_refused_and_the_old_one_stays(sign_in):
    browser = sign_in()
    browser.post(ADD, form(**{"variants-0-file": jpeg()}))
    image = Image.objects.get()
    variant = image.variants.get()
    for name, file in damaged():
        values = form(**{
            "alt": "Typed", "variants-INITIAL_FORMS": "1", "variants-0-id": variant.pk,
            "variants-0-image": image.pk, "variants-0-file": file,
        })  # fmt: skip
        response = browser.post(f"/admin/articles/image/{image.pk}/change/", values)
        assert response.status_code == 200, name
        (row,) = response.context["inline_admin_formsets"][0].formset.forms
        assert list(row.errors) == ["file"], name
        assert 'value="Typed"' in response.content.decode()
    assert (Image.objects.get().alt, image.variants.get().file) == ("A crane", variant.file)


def test_a_pasted_image_is_refused_with_a_reason(sign_in):
    browser = sign_in("Writers")
    for name, file in damaged():
        response = browser.post("/admin/articles/article/picture/", {"file": file})
        assert response.status_code == 422, name
        assert "picture" in response.json()["error"], name
    assert not Image.objects.exists()


def test_of_an_uploaded_zip_the_other_files_come_in(sign_in, example):
    stream = io.BytesIO()
    start, end = example.index(b"coverImage:"), example.index(b"ai:")
    with zipfile.ZipFile(stream, "w") as archive:
        for number, name in enumerate(DAMAGED):
            cover = f"coverImage:\n  raw: {number}.jpg\n".encode()
            text = (example[:start] + cover + example[end:]).replace(b"00417", b"%d" % number)
            archive.writestr(f"{number}.en.md", text)
            archive.writestr(f"{number}.jpg", DAMAGED[name])
        archive.writestr("good.en.md", example)
    file = SimpleUploadedFile("in.zip", stream.getvalue())
    response = sign_in().post("/admin/articles/importrun/add/", {"file": file})
    assert response.status_code == 302
    assert Article.objects.count() == 1
    held = QuarantinedFile.objects.values_list("problems", flat=True)
    refused = ("cover-refused", "coverImage.raw")
    assert [(p["code"], p["key"]) for (p,) in held] == [refused] * len(DAMAGED)
