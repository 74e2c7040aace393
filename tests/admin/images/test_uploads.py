"""Pictures that are uploaded together: each gets a verdict in words."""

import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.models import AuditEntry, Image

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/articles/image/upload/"
JSON = {"HTTP_ACCEPT": "application/json"}


def jpeg(name: str = "crane.jpg", colour: str = "teal") -> SimpleUploadedFile:
    stream = io.BytesIO()
    Pillow.new("RGB", (320, 180), colour).save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def no_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.jpg", b"<svg onload=alert(1)>", "image/jpeg")


def test_each_file_of_a_form_gets_its_verdict(sign_in):
    files = [jpeg("harbour-crane.jpg"), no_picture(), jpeg("other.jpg")]
    answer = sign_in().post(UPLOAD, {"files": files})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/articles/image/")
    said = [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]
    assert [level for level, _text in said] == ["success", "error", "warning"]
    assert said[0][1] == "“harbour-crane.jpg” was added."
    assert "notes.jpg" in said[1][1]
    assert "in the library already" in said[2][1]
    image = Image.objects.get()
    assert (image.alt, image.width, image.height) == ("harbour crane", 320, 180)
    assert AuditEntry.objects.get(action="upload_picture").detail == {"image": image.pk}


def test_a_script_gets_json(sign_in):
    browser = sign_in()
    (verdict,) = browser.post(UPLOAD, {"files": jpeg()}, **JSON).json()["verdicts"]
    image = Image.objects.get()
    assert verdict["taken"]
    assert verdict["id"] == image.pk
    assert verdict["url"] == f"/admin/articles/image/{image.pk}/change/"
    (refused,) = browser.post(UPLOAD, {"files": no_picture()}, **JSON).json()["verdicts"]
    assert not refused["taken"]
    assert "notes.jpg" in refused["message"]


def test_a_form_without_a_file_says_what_to_do(sign_in):
    answer = sign_in().post(UPLOAD, {})
    assert "Choose one picture" in str(*get_messages(answer.wsgi_request))


def test_a_lookalike_is_named(sign_in, monkeypatch):
    other = Image.objects.create(alt="The same crane")
    monkeypatch.setattr("articles.editorial.pictures.adding.lookalikes", lambda image: [other])
    (verdict,) = sign_in().post(UPLOAD, {"files": jpeg()}, **JSON).json()["verdicts"]
    assert "The same crane" in verdict["message"]
    assert verdict["alike"][0]["url"] == f"/admin/articles/image/{other.pk}/change/"


def test_only_those_who_may_add_pictures_may(client, make_user):
    person = make_user("Writers")
    person.groups.clear()
    client.force_login(person)
    assert client.post(UPLOAD, {"files": jpeg()}).status_code == 403
    assert not Image.objects.exists()
