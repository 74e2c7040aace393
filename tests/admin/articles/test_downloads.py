"""The file of an article, for those who may see the article and nobody else."""

import io
import zipfile

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages

from articles.import_export.exporter import document_of
from articles.import_export.uploads import import_upload
from articles.models import Article, OriginalFile, Source
from tests.import_export.test_round_trip import TREE, articles, composed, empty_the_site, write

pytestmark = pytest.mark.django_db
PATH = "2026/11/harbour-crane.en.md"


@pytest.fixture
def imported(import_document, example) -> Article:
    return import_document(example, PATH).article


def address(article: Article, what: str) -> str:
    return f"/admin/articles/article/{article.pk}/{what}/"


@pytest.mark.parametrize("what", ["markdown", "original"])
@pytest.mark.parametrize("group", ["Writers", "Editors", "Administrators"])
def test_an_untouched_article_is_given_back_byte_for_byte(sign_in, imported, example, what, group):
    response = sign_in(group).get(address(imported, what))
    assert response.content == example
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="harbour-crane.en.md"'
    assert "no-store" in response["Cache-Control"]


def test_after_an_edit_the_two_differ_in_the_edit(sign_in, imported, example):
    imported.category = None
    imported.save()
    browser = sign_in()
    assert browser.get(address(imported, "original")).content == example
    markdown = browser.get(address(imported, "markdown")).content
    assert markdown == example.replace(b"category: PORTS", b"category: ''")


def test_an_article_of_the_desk_has_no_original(sign_in, make_article, url):
    article = make_article("Written here", status="draft")
    browser = sign_in("Writers")
    assert browser.get(address(article, "original")).status_code == 404
    assert browser.get(address(article, "markdown")).content == document_of(article)
    page = browser.get(url(article)).content.decode()
    assert address(article, "markdown") in page
    assert address(article, "original") not in page


def test_the_page_of_an_article_links_to_both(sign_in, imported, url):
    browser = sign_in()
    page = browser.get(url(imported)).content.decode()
    assert f'<a href="{address(imported, "markdown")}">Download as Markdown</a>' in page
    assert f'<a href="{address(imported, "original")}">Download original</a>' in page
    assert "Download" not in browser.get(url()).content.decode()


@pytest.mark.parametrize(
    ("path", "disposition"),
    [
        ("in/Каштани.md", "attachment; filename*=utf-8''%D0%9A%D0%B0%D1%88%D1%82%D0%B0%D0%BD%D0%B8.md"),
        ('in/a "b".md', 'attachment; filename="a \\"b\\".md"'),
        ("in/a\r\nX-Evil: 1.md", 'attachment; filename="aX-Evil: 1.md"'),
    ],
)  # fmt: skip
def test_any_name_of_a_file_survives_the_header(sign_in, imported, path, disposition):
    OriginalFile.objects.update(path=path)
    response = sign_in().get(address(imported, "original"))
    assert response["Content-Disposition"] == disposition


@pytest.mark.parametrize("what", ["markdown", "original"])
def test_who_may_not_view_the_article_gets_no_file(client, imported, what):
    stranger = client.get(address(imported, what))
    assert stranger.status_code == 302
    assert "/login/" in stranger["Location"]
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(address(imported, what)).status_code == 403
    missing = client.get(f"/admin/articles/article/{imported.pk + 1}/{what}/")
    assert missing.status_code == 403


@pytest.mark.parametrize("what", ["markdown", "original"])
def test_an_article_that_is_not_there_is_not_found(sign_in, what):
    assert sign_in().get(f"/admin/articles/article/99/{what}/").status_code == 404


def zip_of(browser, chosen) -> dict[str, bytes]:
    """The files of the zip that the bulk action gives."""
    seen = " ".join(f"{article.pk}.{article.version}" for article in chosen)
    response = browser.post("/admin/articles/article/do/", {"act": "export", "seen": seen})
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_of_articles_and_covers_can_be_uploaded(
    sign_in, tmp_path, settings, import_files, make_user
):
    import_files(write(TREE, tmp_path / "in"))
    before = articles()
    files = zip_of(sign_in(), Article.objects.all())
    assert composed(files) == composed(TREE)
    empty_the_site(settings, tmp_path / "media 2")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    packed.seek(0)
    run = import_upload([("stories.zip", packed)], make_user("Administrators"))
    assert (run.created, run.quarantined) == (len(before), 0)
    assert articles() == before


@pytest.fixture
def broken(make_article) -> Article:
    """An article that breaks a rule of the file contract, as older versions let it."""
    source = Source.objects.create(key="wire", name="The\vWire", kind="RSS")
    return make_article("Broken", source=source)


def told(browser) -> list[str]:
    request = browser.get("/admin/articles/article/").wsgi_request
    return [str(message) for message in get_messages(request)]


def test_an_article_that_is_no_file_says_why_and_where(sign_in, broken, url):
    browser = sign_in()
    response = browser.get(address(broken, "markdown"))
    assert (response.status_code, response["Location"]) == (302, url(broken))
    (message,) = told(browser)
    assert message.startswith(
        "“Broken” cannot be written as a file: source.name: holds the control"
    )


def test_a_zip_names_the_articles_that_are_not_in_it(sign_in, broken, imported, example):
    browser = sign_in()
    files = zip_of(browser, [broken, imported])
    assert files.pop("NOT-EXPORTED.txt").decode().startswith(f"article {broken.pk} (en/broken,")
    assert files == {PATH: example}
    first, second = told(browser)
    assert first == "1 story is not in the zip, or without its cover picture."
    assert "“Broken”" in second
