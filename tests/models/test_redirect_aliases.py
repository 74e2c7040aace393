"""Old addresses of files: which become redirects, and how an editor learns of the others."""

import pytest

from articles.models import Article, ImportNote, Redirect

pytestmark = pytest.mark.django_db


def write(folder, name: str, *aliases: str, draft: bool = False) -> None:
    lines = "".join(f"  - '{alias}'\n" for alias in aliases)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.en.md").write_text(
        f"---\ntitle: {name}\npublishedAt: 2026-11-01T10:00:00Z\ndraft: {str(draft).lower()}\n"
        f"aliases:\n{lines}---\nWords of {name}.\n"
    )


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "in"


def notes() -> dict[str, str]:
    rows = ImportNote.objects.filter(kind="alias")
    return {row.value: f"{row.article.title}: {row.reason}" for row in rows}


def test_an_alias_in_any_spelling_is_one_redirect(folder, import_files, client):
    write(folder, "one", "/old/x", "/old/x/", "/%D1%81%D1%82%d0%b0%D1%80%D0%B5/", "/a/../b/")
    import_files(folder)
    assert set(Redirect.objects.values_list("path", flat=True)) == {"/old/x", "/старе", "/b"}
    for path in ("/old/x", "/old/x/", "/старе", "/%D1%81тар%D0%B5/", "/b"):
        assert client.get(path)["Location"] == "/en/articles/one/", path
    assert notes() == {}


def test_an_alias_that_is_taken_is_told_and_leads_where_it_did(folder, import_files, client):
    write(folder, "a", "/old/x/", "/en/articles/a/")
    write(folder, "b", "/old/x", "/en/articles/a", "/en/articles/draft/", "/en/search/", "/b/")
    write(folder, "draft", "/en/articles/b.md", draft=True)
    run = import_files(folder)
    assert run.created == 3
    assert notes() == {
        "/old/x": "b: The address leads to another story already.",
        "/en/articles/a": "b: “a” is at this address.",
        "/en/articles/draft/": "b: “draft” is at this address.",
        "/en/search/": "b: The site itself answers at this address.",
        "/en/articles/b.md": "draft: “b” is at this address.",
    }
    assert client.get("/old/x")["Location"] == "/en/articles/a/"
    assert client.get("/b")["Location"] == "/en/articles/b/"
    # The file keeps what it says.
    assert Article.objects.get(slug="b").aliases[0] == "/old/x"


def test_a_later_file_takes_no_address_of_an_article_that_was_taken_down(
    folder, import_files, client, make_user
):
    write(folder, "victim")
    import_files(folder)
    Article.objects.get().unpublish(make_user("Editors"), "A while.")
    write(folder, "hostile", "/en/articles/victim/", "/en/articles/%76ictim")
    import_files(folder)
    assert len(notes()) == 2
    assert client.get("/en/articles/victim/").status_code == 404


def test_the_run_log_shows_what_was_not_taken(folder, import_files, client, admin_client):
    write(folder, "a", "/old/x/")
    write(folder, "b", "/old/x/")
    run = import_files(folder)
    page = admin_client.get(f"/admin/articles/importrun/{run.pk}/change/?kind=alias")
    assert "does not lead to this story" in page.content.decode()
