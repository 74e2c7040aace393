"""A site that keeps its pictures in a bucket shows them, and does without while that is away."""

import shutil
from pathlib import Path

import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import call_command

from articles.models import Article, Image
from tests import object_store
from tests.admin.articles.test_pasted_images import PICTURE, picture
from tests.admin.test_images import form as image_form
from tests.admin.test_images import jpeg

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


@pytest.fixture(scope="module")
def store():
    with object_store.running() as store:
        yield store


@pytest.fixture
def bucket(store, settings):
    settings.STORAGES = settings.STORAGES | store.storages()
    return store


@pytest.fixture
def files(tmp_path):
    """An article with the local copies of its cover."""
    shutil.copytree(FIXTURES / "covers", tmp_path / "in" / "covers")
    article = next((FIXTURES / "articles" / "2026" / "10").glob("*.en.md"))
    folder = tmp_path / "in" / "articles" / "2026" / "10"
    folder.mkdir(parents=True)
    shutil.copy(article, folder)
    return tmp_path / "in"


def test_what_is_imported_is_shown_and_comes_out_again(
    bucket, client, import_files, files, tmp_path, settings
):
    import_files(files)
    article = Article.objects.get()
    page = client.get(article.get_absolute_url()).content.decode()
    name = article.cover.variants.exclude(file="").first().file.name
    assert f"/media/{name}" in page
    response = client.get(f"/media/{name}")
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == bucket.storage("media").open(name).read()
    tag = response["ETag"]
    assert client.get(f"/media/{name}", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/media/covers/none.jpg").status_code == 404
    call_command("export_articles", tmp_path / "out")
    came = {path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert came <= {path.read_bytes() for path in files.rglob("*") if path.is_file()}
    assert len(came) > 1
    # Nothing was written to the folders of a site without a bucket.
    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_pasted_picture_is_in_the_bucket_and_the_text_names_this_site(bucket, sign_in, client):
    answer = sign_in().post(PICTURE, {"file": picture()}).json()
    name = Image.objects.get().variants.get().file.name
    assert answer["markdown"].endswith(f"](/media/{name})")
    assert default_storage.exists(name)
    # What came is kept in the private bucket.
    assert storages["originals"].exists(name)


@pytest.fixture
def away(settings):
    """A site whose bucket does not answer."""
    store = object_store.ObjectStore()
    settings.STORAGES = settings.STORAGES | store.storages()


def test_while_it_is_away_pages_are_there_and_uploads_say_so(
    bucket, sign_in, client, import_files, files, settings
):
    import_files(files)
    article = Article.objects.get()
    settings.STORAGES = settings.STORAGES | object_store.ObjectStore().storages()
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get("/en/").status_code == 200
    name = article.cover.variants.exclude(file="").first().file.name
    response = client.get(f"/media/{name}")
    assert (response.status_code, response["Retry-After"]) == (503, "10")

    browser = sign_in()
    answer = browser.post(PICTURE, {"file": picture()})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Try again" in answer.json()["error"]
    typed = image_form(alt="A crane at noon", **{"variants-0-file": jpeg()})
    answer = browser.post("/admin/articles/image/add/", typed)
    assert (answer.status_code, Image.objects.count()) == (200, 1)
    page = answer.content.decode()
    assert "Try again in a minute" in page
    assert "A crane at noon" in page


def test_a_file_whose_cover_could_not_be_stored_waits_with_its_bytes(away, import_files, files):
    run = import_files(files)
    assert (run.quarantined, Article.objects.count()) == (1, 0)
