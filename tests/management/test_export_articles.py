"""The command as a person runs it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Article

pytestmark = pytest.mark.django_db


def test_what_came_in_goes_out(tmp_path, import_files, example):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "harbour-crane.en.md").write_bytes(example)
    import_files(tmp_path / "in")
    out = StringIO()
    call_command("export_articles", tmp_path / "out", stdout=out)
    assert out.getvalue() == "1 written, 0 unchanged\n"
    assert (tmp_path / "out/harbour-crane.en.md").read_bytes() == example
    out = StringIO()
    call_command("export_articles", tmp_path / "out", stdout=out)
    assert out.getvalue() == "0 written, 1 unchanged\n"


def test_a_folder_that_cannot_be_written_is_2(tmp_path, make_article):
    make_article("One")
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CommandError) as caught:
        call_command("export_articles", tmp_path / "out", stdout=StringIO())
    assert caught.value.returncode == 2
    assert Article.objects.count() == 1


def exported(folder, *args) -> list[str]:
    call_command("export_articles", str(folder), *args, stdout=StringIO())
    return sorted(path.name for path in folder.rglob("*.md"))


def test_a_change_at_the_desk_is_one_line_of_the_file(tmp_path, import_files, example, make_user):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "harbour-crane.en.md").write_bytes(example)
    import_files(tmp_path / "in")
    Article.objects.get().unpublish(make_user("Editors"))
    exported(tmp_path / "out")
    written = (tmp_path / "out/harbour-crane.en.md").read_bytes()
    assert written == example.replace(b"draft: false", b"draft: true")


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--lang", "uk"], ["two.uk.md"]),
        (["--lang", "uk", "--lang", "en"], ["one.en.md", "two.uk.md"]),
        (["--lang", "ar"], []),
        (["--status", "draft"], ["two.uk.md"]),
        (["--status", "draft", "--lang", "en"], []),
        (["--since", "2026-03-02"], ["two.uk.md"]),
        (["--since", "2026-03-02T09:00:00Z"], ["two.uk.md"]),
        (["--since", "2026-03-02T12:00:01+02:00"], []),
        (["--since", "2026-03-01"], ["one.en.md", "two.uk.md"]),
    ],
    ids=" ".join,
)
def test_what_is_written_can_be_chosen(tmp_path, make_article, args, names):
    for number, columns in enumerate([{}, {"lang": "uk", "status": "draft"}], 1):
        article = make_article("One" if number == 1 else "Two", **columns)
        saved = dt.datetime(2026, 3, number, 10, tzinfo=dt.UTC)
        Article.objects.filter(pk=article.pk).update(modified_at=saved)
    assert exported(tmp_path, *args) == names


def test_a_day_begins_at_midnight_where_the_site_is(tmp_path, make_article):
    Article.objects.filter(pk=make_article("One").pk).update(
        modified_at=dt.datetime(2026, 3, 1, 22, 30, tzinfo=dt.UTC)
    )
    assert exported(tmp_path, "--since", "2026-03-02") == []
    with timezone.override("Europe/Kyiv"):
        assert exported(tmp_path, "--since", "2026-03-02") == ["one.en.md"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--since", "yesterday"], "write it like 2026-01-31"),
        (["--since", "2026-03-02T09:00:00"], "has no zone"),
        (["--lang", "xx"], "invalid choice"),
        (["--status", "gone"], "invalid choice"),
    ],
)
def test_what_cannot_be_chosen_is_said(tmp_path, args, words):
    with pytest.raises(CommandError, match=words):
        call_command("export_articles", str(tmp_path), *args)
