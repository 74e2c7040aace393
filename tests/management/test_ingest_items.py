"""`ingest_items` says what it took in and what not, and by its exit code."""

import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import UpstreamItem

pytestmark = pytest.mark.django_db
ITEM = {"id": 7, "title": "T", "source_data": {"source_key": "wire"}}


def command(capsys, *args: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("ingest_items", *args)
    except SystemExit as stop:
        code = int(stop.code or 0)
    except CommandError as error:
        code = error.returncode
    return code, *capsys.readouterr()


def test_good_items_are_counted(tmp_path, capsys):
    file = tmp_path / "a.json"
    file.write_text(json.dumps([ITEM]))
    assert command(capsys, str(file))[:2] == (
        0,
        "1 created, 0 updated, 0 unchanged, 0 quarantined\n",
    )
    assert command(capsys, str(file))[:2] == (
        0,
        "0 created, 0 updated, 1 unchanged, 0 quarantined\n",
    )


def test_a_bad_item_is_told_with_its_place(tmp_path, capsys):
    file = tmp_path / "a.json"
    file.write_text(json.dumps([ITEM, {"id": 8, "title": "\x1b[2J"}], indent=1))
    code, _out, err = command(capsys, str(file))
    assert code == 1
    assert f"{file}:9:2: missing [1].source_data: an item needs its source" in err
    assert "\x1b" not in err
    assert UpstreamItem.objects.count() == 1


def test_nothing_at_all_is_told_by_the_exit_code(tmp_path, capsys):
    code, _out, err = command(capsys, str(tmp_path / "missing.json"))
    assert code == 2
    assert "unreadable" in err


def test_the_run_log_as_json(tmp_path, capsys):
    file = tmp_path / "a.json"
    file.write_text(json.dumps([ITEM, 5]))
    code, out, err = command(capsys, str(file), "--format", "json")
    assert (code, err) == (1, "")
    log = json.loads(out)
    assert log["counts"]["created"] == 1
    assert [note["code"] for note in log["notes"]] == ["wrong-type"]
