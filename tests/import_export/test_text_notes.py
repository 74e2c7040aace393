"""What readers would see as stray signs is told in the run log, with its line in the file."""

import pytest

from articles.models import Article, ImportNote

pytestmark = pytest.mark.django_db
HEAD = "---\ntitle: T\npublishedAt: '2026-01-31T08:00:00.000Z'\nlang: en\n---\n"


def test_each_kind_is_told_once_with_its_line_in_the_file(import_files, tmp_path):
    body = "Text\n\n![a](crane.png) <b>x</b> <i>y</i>\n\n[gallery ids=1]\n\n[x](#gone) `[[code]]`\n"
    (tmp_path / "t.md").write_text("\ufeff" + HEAD + body, encoding="utf-8")
    (tmp_path / "plain.md").write_text(HEAD.replace("T\n", "P\n") + "Text.", encoding="utf-8")
    run = import_files(tmp_path)
    notes = run.notes.values_list("kind", "path", "line", "code", "value")
    assert list(notes) == [
        ("text", "t.md", 8, "body-html", "<b>"),
        ("text", "t.md", 10, "body-shortcode", "[gallery ids=1]"),
        ("text", "t.md", 8, "body-picture-file", "crane.png: there is no such file"),
        ("text", "t.md", 12, "body-anchor", "#gone"),
    ]
    assert run.notes.first().article == Article.objects.get(slug="t")
    assert (run.created, run.quarantined) == (2, 0)
    # A file that did not change is not told of again.
    assert not import_files(tmp_path).notes.exists()


def test_the_run_log_shows_the_notes(import_files, tmp_path, client, make_user):
    (tmp_path / "t.md").write_text(HEAD + "Text [[wiki]]", encoding="utf-8")
    run = import_files(tmp_path)
    client.force_login(make_user("Administrators"))
    page = client.get(f"/admin/articles/importrun/{run.pk}/change/", follow=True).content.decode()
    assert "Readers see a wiki link as text" in page
    assert "[[wiki]]" in page
    assert ImportNote.objects.get().get_kind_display() == "To look at"
