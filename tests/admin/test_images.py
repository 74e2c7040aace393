"""The admin of images and their variants."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.models import Article, Image

pytestmark = pytest.mark.django_db


def form(**values) -> dict:
    return {
        "alt": "A crane", "caption": "", "credit": "",
        "variants-TOTAL_FORMS": "1", "variants-INITIAL_FORMS": "0", "variants-MIN_NUM_FORMS": "1",
        "variants-MAX_NUM_FORMS": "1000", "variants-0-name": "regular", "variants-0-url": "",
    } | values  # fmt: skip


def jpeg() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Pillow.new("RGB", (320, 180), "teal").save(stream, "JPEG")
    return SimpleUploadedFile("crane.jpg", stream.getvalue(), "image/jpeg")


def test_an_upload_is_measured_and_shown(sign_in):
    response = sign_in().post("/admin/articles/image/add/", form(**{"variants-0-file": jpeg()}))
    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.picture.width, image.picture.height) == (320, 180)
    assert image.signature


def test_an_address_of_a_picture_server_is_taken(sign_in):
    url = "https://images.unsplash.com/a?w=400"
    sign_in().post("/admin/articles/image/add/", form(**{"variants-0-url": url}))
    assert Image.objects.get().picture.src == url


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"variants-0-url": "http://example.org/a.jpg"},
        {"variants-0-url": "javascript:alert(1)"},
        {"variants-0-file": SimpleUploadedFile("a.jpg", b"<svg onload=x>", "image/jpeg")},
    ],
    ids=["nothing", "http", "script", "no picture"],
)
def test_what_is_no_picture_is_refused(sign_in, values):
    assert sign_in().post("/admin/articles/image/add/", form(**values)).status_code == 200
    assert not Image.objects.exists()


def test_new_words_of_a_picture_are_an_update_of_its_stories(sign_in, make_article):
    browser = sign_in()
    browser.post("/admin/articles/image/add/", form(**{"variants-0-file": jpeg()}))
    image = Image.objects.get()
    article = make_article(cover=image)
    size = image.variants.get()
    changed = form(
        **{"alt": "A better crane", "variants-INITIAL_FORMS": "1", "variants-0-id": size.pk,
           "variants-0-image": image.pk, "variants-0-width": "320", "variants-0-height": "180"}
    )  # fmt: skip
    response = browser.post(f"/admin/articles/image/{image.pk}/change/", changed)
    assert response.status_code == 302
    assert Article.objects.get().content_hash != article.content_hash
