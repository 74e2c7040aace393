"""Searching Unsplash in the dialog of covers, and choosing a photo there."""

import pytest

from articles.models import AuditEntry, Image
from tests.unsplash_server import unsplash  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unsplash")]

SEARCH, TAKE = "/admin/articles/image/unsplash/", "/admin/articles/image/unsplash/take/"


@pytest.fixture
def server(request):
    return request.getfixturevalue("unsplash")


def test_photos_come_as_choices_with_who_made_them(sign_in, server):
    page = sign_in().get(SEARCH, {"q": "number 3"}).content.decode()
    assert 'name="photo" value="id3"' in page
    assert "Photo by Ada 3 on Unsplash" in page


def test_nothing_is_asked_without_words(sign_in, server):
    assert "Type what the picture shows" in sign_in().get(SEARCH).content.decode()
    assert server.asked() == []


def test_a_chosen_photo_is_a_picture_and_the_choice_is_told(sign_in, server, run_tasks):
    browser = sign_in()
    told = browser.post(TAKE, {"id": "id3"}).json()
    picture = Image.objects.get()
    assert told["id"] == picture.pk
    assert (picture.credit, picture.alt) == ("Ada 3", "a crane number 3")
    assert picture.credit_url.endswith("?utm_source=harbour&utm_medium=referral")
    assert [size.name for size in picture.variants.all()] == [
        "raw", "full", "regular", "small", "thumb", "small_s3",
    ]  # fmt: skip
    assert AuditEntry.objects.get(action="add_image").detail["id"] == picture.pk
    run_tasks()
    assert server.asked()[-1] == "/photos/id3/download?ixid=abc"
    assert browser.post(TAKE, {"id": "id3"}).json()["id"] == picture.pk
    assert Image.objects.count() == 1


def test_what_fails_is_said(sign_in, server):
    browser = sign_in()
    server.script = [(403, b"Rate Limit Exceeded"), (503, b"")]
    assert "in an hour" in browser.get(SEARCH, {"q": "crane"}).content.decode()
    assert "does not answer" in browser.post(TAKE, {"id": "id3"}).json()["error"]
    assert "no such photo" in browser.post(TAKE, {"id": "nowhere"}).json()["error"]
    assert "no such photo" in browser.post(TAKE, {}).json()["error"]
    assert not Image.objects.exists()


def test_without_a_key_nothing_is_asked(sign_in, settings, server):
    settings.UNSPLASH_ACCESS_KEY = ""
    browser = sign_in()
    assert "UNSPLASH_ACCESS_KEY" in browser.get(SEARCH, {"q": "crane"}).content.decode()
    assert "UNSPLASH_ACCESS_KEY" in browser.post(TAKE, {"id": "id3"}).json()["error"]
    assert server.asked() == []
    assert "Search Unsplash" not in browser.get("/admin/articles/article/add/").content.decode()


def test_only_those_who_may_add_pictures_may(client, make_user):
    person = make_user("Writers")
    person.groups.clear()
    client.force_login(person)
    assert client.get(SEARCH).status_code == 403
    assert client.post(TAKE, {"id": "id3"}).status_code == 403
