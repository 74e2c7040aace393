"""Files in a bucket are what files in a folder are, against a real server."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from articles.lib.object_storage import ObjectStorage, StorageAway
from tests import object_store


@pytest.fixture(scope="module")
def store():
    with object_store.running() as store:
        yield store


def test_a_file_is_there_as_it_was_saved(store):
    storage = store.storage("a/b", cache_control="public, immutable")
    assert storage.save("covers/x.webp", ContentFile(b"picture")) == "covers/x.webp"
    with storage.open("covers/x.webp") as file:
        assert file.read() == b"picture"
    assert (storage.exists("covers/x.webp"), storage.exists("covers/y.webp")) == (True, False)
    assert storage.size("covers/x.webp") == 7
    assert storage.listdir("") == (["covers"], [])
    assert storage.listdir("covers") == ([], ["x.webp"])
    assert [(entry.name, entry.size) for entry in storage.listing()] == [("covers/x.webp", 7)]
    assert list(store.storage("a/bb").listing()) == []
    # What is saved again takes the place of what was there.
    assert storage.save("covers/x.webp", ContentFile(b"other")) == "covers/x.webp"
    stored = storage._s3.bucket.Object("a/b/covers/x.webp").get()
    assert stored["Body"].read() == b"other"
    assert (stored["CacheControl"], stored["ContentType"]) == ("public, immutable", "image/webp")
    storage.delete("covers/x.webp")
    storage.delete("covers/x.webp")
    assert not storage.exists("covers/x.webp")
    for read in (storage.open, storage.size):
        with pytest.raises(FileNotFoundError):
            read("covers/x.webp")


def test_a_large_file_is_read_as_it_comes(store, monkeypatch):
    monkeypatch.setattr("articles.lib.object_storage._IN_MEMORY", 10)
    storage = store.storage("large")
    storage.save("database", ContentFile(b"0123456789" * 20))
    with storage.open("database") as file:
        assert [len(chunk) for chunk in file.chunks(150)] == [150, 50]


def test_the_address_of_a_file_asks_nobody():
    storage = ObjectStorage("s3://bucket/prefix", base_url="https://media.example.org/")
    assert storage.url("covers/a b.webp") == "https://media.example.org/covers/a%20b.webp"
    assert storage._made is None


def test_a_service_that_is_away_or_refuses_is_an_error_of_the_system(store):
    away = ObjectStorage(
        "s3://bucket", endpoint_url="http://127.0.0.1:9", access_key="a", secret_key="b"
    )
    other = ObjectStorage("s3://no-such-bucket", **store.options)
    for operation in (
        lambda: away.exists("x"),
        lambda: away.open("x"),
        lambda: away.save("x", ContentFile(b"x")),
        lambda: list(away.listing()),
        lambda: other.save("x", ContentFile(b"x")),
    ):
        with pytest.raises((StorageAway, FileNotFoundError)) as caught:
            operation()
        assert isinstance(caught.value, OSError)
        # What commands and reports say of an error of the system.
        assert caught.value.strerror or str(caught.value)


def test_other_addresses_are_refused():
    for url in ("bucket", "s3://", "https://bucket/x", "s3://bucket?x=1"):
        with pytest.raises(ImproperlyConfigured, match="no address like s3://bucket/prefix"):
            ObjectStorage(url)
