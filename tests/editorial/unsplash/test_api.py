"""The API of Unsplash, with its limits and its troubles, against a server of this machine."""

import contextlib

import pytest

from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.exceptions import (
    UnsplashFailed,
    UnsplashLimit,
    UnsplashRefused,
)
from articles.editorial.unsplash.photos import UnsplashPhoto, photo_name
from tests.unsplash_server import LIMIT, photo


def test_a_photo_comes_with_its_photographer_and_its_addresses(unsplash):
    found = UnsplashClient().photo("id3")
    assert (found.name, found.alt, found.photographer) == (
        "photo-3", "a crane number 3", "Ada 3",
    )  # fmt: skip
    assert list(found.addresses) == ["raw", "full", "regular", "small", "thumb", "small_s3"]
    _path, headers = unsplash.told.queue[0]
    assert headers["Authorization"] == "Client-ID the-key"
    assert headers["Accept-Version"] == "v1"


def test_photos_are_searched_by_words_as_they_are_typed(unsplash):
    assert len(UnsplashClient().search("crane")) == 5
    assert UnsplashClient().search("Ä & b?c=#") == []
    assert unsplash.asked()[1].startswith("/search/photos?query=%C3%84+%26+b%3Fc%3D%23&")


@pytest.mark.parametrize("answer", [(403, LIMIT), (429, b"")], ids=["limit", "too many"])
def test_a_limit_is_told_and_nothing_is_asked_after_it(unsplash, answer):
    client = UnsplashClient()
    unsplash.script = [answer]
    for _time in range(3):
        with pytest.raises(UnsplashLimit):
            client.photo("id1")
    assert len(unsplash.asked()) == 1


def test_the_last_request_that_is_allowed_is_the_last(unsplash):
    unsplash.allowed = 1
    client = UnsplashClient()
    assert client.photo("id1").name == "photo-1"
    with pytest.raises(UnsplashLimit):
        client.photo("id2")
    assert len(unsplash.asked()) == 1


def test_a_server_in_trouble_is_asked_again_after_growing_pauses(unsplash, no_pauses):
    unsplash.script = [(503, b""), (500, b"")]
    assert UnsplashClient(patient=True).photo("id1").name == "photo-1"
    assert no_pauses == [1, 4]
    unsplash.script = [(503, b"")] * 3
    with pytest.raises(UnsplashFailed):
        UnsplashClient(patient=True).photo("id1")


def test_a_person_is_not_kept_waiting(unsplash, no_pauses):
    unsplash.script = [(503, b"")]
    with pytest.raises(UnsplashFailed):
        UnsplashClient().search("crane")
    assert no_pauses == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b'{"results": 7}', b'{"results": [7, {}, null]}', b"\xff"]
)
def test_an_answer_that_makes_no_sense_is_no_error_of_ours(unsplash, body):
    for ask in (lambda c: c.photo("id1"), lambda c: c.search("crane")):
        unsplash.script = [(200, body)]
        with contextlib.suppress(UnsplashFailed):
            assert ask(UnsplashClient()) == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_asking_again_does_not_change_is_said(unsplash, status):
    unsplash.script = [(status, b"no")]
    with pytest.raises(UnsplashRefused):
        UnsplashClient().photo("id1")


def test_no_address_of_another_host_is_told_of_a_choice(unsplash):
    with pytest.raises(UnsplashRefused):
        UnsplashClient().tell_download("https://example.org/photos/1/download")
    assert unsplash.asked() == []


def test_a_server_that_is_not_there_is_told(settings):
    settings.OUTBOUND_PRIVATE_HOSTS, settings.UNSPLASH_API = ["127.0.0.1"], "http://127.0.0.1:9"
    with pytest.raises(UnsplashFailed):
        UnsplashClient().photo("id1")


def test_what_strangers_write_is_one_line_without_hidden_characters():
    told = photo(1) | {"alt_description": "a\ncrane\x00\x1b[31m", "id": 7}
    told["user"]["name"] = "Ada\r\nLovelace"
    told["user"]["links"]["html"] = "javascript:alert(1)"
    found = UnsplashPhoto.from_api(told)
    assert found is not None
    assert "\n" not in found.alt + found.photographer
    assert "\x00" not in found.alt
    assert (found.profile, found.id) == ("", "")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://images.unsplash.com/photo-1-a?ixid=x", "photo-1-a"),
        ("https://images.unsplash.com.example.org/photo-1", ""),
        ("https://s3.us-west-2.amazonaws.com/images.unsplash.com/small/photo-1", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_photo_is_read_from_its_address(url, name):
    assert photo_name(url) == name
