"""Real processes, really killed: what was imported is whole, and the next run does the rest.

On a file of SQLite, where one is killed in the middle of writing, whatever the suite runs on.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The long proof: KILLS=1000 KILL_FILES=2000 make thorough ARGS=tests/import_export/test_durability.py
KILLS = int(os.environ.get("KILLS", "8"))
FILES = int(os.environ.get("KILL_FILES", "450"))
# Enough for several batches, where a test makes the batches small.
FEW = 60


@pytest.fixture
def write_files(tmp_path, example):
    def write(number: int) -> Path:
        folder = tmp_path / "in"
        folder.mkdir()
        for n in range(number):
            text = example.replace(b"'00417'", f"'{n:05}'".encode())
            (folder / f"crane-{n:05}.en.md").write_bytes(text)
        return folder

    return write


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory):
    """The file of a database without articles; each test takes a copy."""
    file = tmp_path_factory.mktemp("empty") / "db.sqlite3"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{file}"},
        check=True,
    )
    return file


@pytest.fixture
def python(tmp_path, empty_site):
    """`python("-c", "…")` starts Python in a world of its own."""
    shutil.copy(empty_site, tmp_path / "db.sqlite3")
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }

    def start(*arguments) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def manage(python):
    return lambda *arguments: python("manage.py", *arguments)


def result(process: subprocess.Popen, timeout: float = 600) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=timeout)
    return process.returncode, out, err


def audit(python) -> int:
    code, out, err = result(
        python("-c", "import django; django.setup(); from tests.import_export import kills; "
                     "kills.audited()")
    )  # fmt: skip
    assert code == 0, err
    counts = json.loads(out)["equal"]
    assert len(set(counts)) == 1, counts
    return counts[0]


@pytest.mark.thorough
def test_killed_at_any_moment_nothing_is_lost_doubled_or_half_written(write_files, python):
    files = write_files(FILES)
    process = python("-m", "tests.import_export.kills", files, KILLS)
    code, out, err = result(process, timeout=60 * KILLS + 600)
    assert code == 0, err
    found = json.loads(out)
    print(found["killed"])
    assert found["wrong"] == []
    assert found["last"]["equal"] == [FILES] * 6
    assert found["killed"]["while"] > 0


@pytest.mark.thorough
def test_a_second_import_says_that_one_is_running_and_since_when(write_files, python, manage):
    files = write_files(1)
    hold = (
        "import django, sys; django.setup()\n"
        "from articles.import_export.lock import import_lock\n"
        "from articles.import_export.run_log import RunLog\n"
        "with import_lock():\n"
        "    RunLog('here'); print('held', flush=True); sys.stdin.read()\n"
    )
    first = python("-c", hold)
    assert first.stdout.readline() == "held\n"
    code, _out, err = result(manage("import_articles", files))
    first.kill()
    first.communicate()
    assert code == 2
    assert "Another import is running since 20" in err
    # The first one is dead, and holds nobody up.
    code, out, _err = result(manage("import_articles", files))
    assert code == 0
    assert "1 created" in out


@pytest.mark.thorough
def test_a_full_disk_stops_the_run_and_leaves_whole_articles(write_files, python, manage):
    files = write_files(FEW)
    little = (
        "import django, sys; django.setup()\n"
        "from django.db import connection\n"
        "from django.core.management import call_command\n"
        "from articles.import_export import importer\n"
        # Several batches, of which the first find room.
        "importer.BATCH = importer.FEW = 10\n"
        "cursor = connection.cursor()\n"
        "pages = cursor.execute('PRAGMA page_count').fetchone()[0]\n"
        "cursor.execute(f'PRAGMA max_page_count = {pages + 80}')\n"
        f"call_command('import_articles', {str(files)!r})\n"
    )
    code, _out, err = result(python("-c", little))
    assert code != 0
    assert "database or disk is full" in err
    assert 0 < audit(python) < FEW
    code, _out, _err = result(manage("import_articles", files))
    assert code == 0
    assert audit(python) == FEW
