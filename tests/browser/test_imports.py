"""Mending a file and deciding a conflict, as an editor does it, with the policy in force."""

import pytest

from articles.models import Article, ImportConflict, QuarantinedFile
from tests.browser.following import follow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(empty_site):
    return empty_site


@pytest.fixture
def work(tmp_path, import_files, example):
    """A file that cannot be read, and a conflict."""
    (tmp_path / "crane.en.md").write_bytes(example)
    import_files(tmp_path)
    article = Article.objects.get(slug="crane")
    article.title = "Ours"
    article.save()
    (tmp_path / "crane.en.md").write_bytes(example.replace(b"Report", b"Study"))
    bad = b"---\ntitle: Lighthouse\nlang: xx\npublishedAt: 2026-11-01T10:00:00Z\n---\nDark.\n"
    (tmp_path / "lighthouse.md").write_bytes(bad + b"More.\n" * 80)
    import_files(tmp_path)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_editor_mends_a_file_and_decides_a_conflict(sign_in, site, work, width, scheme):
    page = sign_in(width=width, scheme=scheme)
    page.goto(site + "/admin/")

    def fits() -> None:
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url

    follow(page.get_by_role("link", name="1 file was refused by an import"))
    fits()
    follow(page.get_by_role("link", name="lighthouse.md"))
    fits()
    text = page.locator("#id_text")
    page.get_by_role("link", name="Line 3").click()
    chosen = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert text.evaluate(chosen) == "xx"
    page.keyboard.type("en")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("draft: true")
    lines = text.evaluate("(box) => box.value.split('\\n').length")
    assert page.locator(".gutter span").count() == lines
    # The numbers stand beside their lines.
    heights = page.evaluate(
        "['.gutter', '.lines textarea'].map((x) => document.querySelector(x).getBoundingClientRect().top)"
    )
    assert heights[0] == heights[1]
    follow(page.get_by_role("button", name="Try again"))
    assert "Imported: Lighthouse" in page.locator(".messagelist").inner_text()
    assert not QuarantinedFile.objects.exists()

    page.goto(site + "/admin/")
    follow(page.get_by_role("link", name="1 change of a file waits"))
    fits()
    follow(page.get_by_role("link", name="Ours"))
    fits()
    assert page.locator(".diff ins").first.is_visible()
    follow(page.get_by_role("button", name="Take the file's"))
    assert Article.objects.get(slug="crane").title.endswith("Study")
    assert ImportConflict.objects.get().choice == "theirs"

    for path in ("importrun/", "importrun/add/"):
        page.goto(f"{site}/admin/articles/{path}")
        fits()
    page.goto(f"{site}/admin/articles/importrun/")
    follow(page.locator("a.headline").nth(1))
    fits()
