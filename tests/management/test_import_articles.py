"""The command as a person or a script runs it: words, streams and exit codes."""

import json
import os
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article

pytestmark = pytest.mark.django_db


def run(*args) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_articles", *map(str, args), stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path, example):
    (tmp_path / "harbour-crane.en.md").write_bytes(example)
    return tmp_path


def test_all_good_is_0_and_says_what_was_done(folder):
    code, out, err = run(folder)
    assert code == 0
    assert "1 created, 0 updated, 0 unchanged, 0 quarantined, 1 repaired" in out
    assert "harbour-crane.en.md: repaired description" in out
    assert "of…" in out
    assert err == ""


def test_a_second_run_is_0_and_says_that_nothing_changed(folder):
    run(folder)
    code, out, _err = run(folder)
    assert code == 0
    assert out == "0 created, 0 updated, 1 unchanged, 0 quarantined\n"


def test_some_refused_is_1_and_each_problem_has_its_line(folder):
    bad = folder / "bad.md"
    bad.write_text("---\ntitle: T\nlang: xx\n---\n")
    code, out, err = run(folder)
    assert code == 1
    bad = os.path.relpath(bad) if bad.is_relative_to(Path.cwd()) else bad
    assert f"{bad}:1:1: published-at-missing publishedAt: a live article needs publishedAt" in err
    assert f"{bad}:3:7: unknown-language lang: is not a language of this site" in err
    assert "This site's languages are en, uk, ar" in err
    assert "1 created" in out
    assert Article.objects.count() == 1


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_nothing_done_is_2(tmp_path, name):
    code, _out, err = run(tmp_path / name)
    assert code == 2
    assert err


def test_a_named_file_is_taken_whatever_its_ending(tmp_path, example):
    (tmp_path / "x.data").write_bytes(example)
    code, _out, _err = run(tmp_path / "x.data")
    assert code == 0
    assert Article.objects.get().slug == "port-of-lindholm-lifts-its-first-driverless-crane-report"


def test_repair_can_be_left_out(folder, example):
    code, out, _err = run(folder, "--no-repair")
    assert code == 0
    assert "repaired" not in out
    assert Article.objects.get().description.endswith("ofâ€¦")


def test_a_conflict_is_told(folder, example):
    run(folder)
    article = Article.objects.get()
    article.title = "Ours"
    article.save()
    (folder / "harbour-crane.en.md").write_bytes(example.replace(b"Report", b"Study"))
    code, out, _err = run(folder)
    assert code == 0
    assert "kept the edited title" in out


def test_a_problem_of_many_files_is_told_once_with_its_number_and_first_places(tmp_path, example):
    for number in range(40):
        document = "no fence" if number % 2 else "---\ntitle: T\ndate: x\n---\n"
        (tmp_path / f"bad-{number:02}.md").write_text(document)
    (tmp_path / "zz-good.en.md").write_bytes(example)
    code, out, err = run(tmp_path)
    assert code == 1
    assert "40 quarantined" in out
    lines = err.splitlines()
    assert sum(": no-fence " in line for line in lines) == 5
    assert sum("Begin the file with ---" in line for line in lines) == 1
    assert sum("`date`" in line for line in lines) == 1
    for name in ("bad-00.md", "bad-01.md", "bad-08.md", "bad-09.md"):
        assert name in err
    assert "bad-11.md" not in err
    assert sum("20 times; 15 are not shown" in line for line in lines) == 2
    assert len(lines) < 20
    # A program gets all of them.
    _code, out, _err = run(tmp_path, "--format", "json")
    assert sum(note["kind"] == "quarantined" for note in json.loads(out)["notes"]) == 40


def test_a_terminal_without_our_letters_ends_no_run(tmp_path, example):
    (tmp_path / "Каштани.en.md").write_bytes(example)
    out = TextIOWrapper(BytesIO(), encoding="ascii")
    call_command("import_articles", tmp_path, stdout=out, stderr=StringIO())
    out.flush()
    assert b"\\u041a" in out.buffer.getvalue()


def test_no_name_of_a_file_is_an_order_to_the_terminal(tmp_path, example):
    name = "a\x1b[2J\x9b\x07\nb\u202ec"
    (tmp_path / f"{name}.md").write_bytes(b"no fence")
    (tmp_path / f"{name}.en.md").write_bytes(
        example.replace(b"port", "\u00e2\u20ac\u2122".encode())
    )
    _code, out, err = run(tmp_path)
    assert "a\\x1b[2J\\x9b\\x07\\nb\\x202ec.md:1:1: no-fence" in err
    assert (out + err).replace("\n", "").isprintable()
