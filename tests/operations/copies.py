"""A large newsroom is backed up and restored, and another one moved to PostgreSQL; each must be
equal: `python -m tests.operations.copies`.

Prints what the commands took: seconds by the clock and of the processor, and the most memory.
"""

import argparse
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import files
from tests.operations.equal_sites import assert_same, counts, exported
from tests.own_sites import ROOT, OwnSite, postgres_databases

_COVER = re.compile(r"^coverImage:\n(?:  .*\n)+", re.MULTILINE)
_SIZES = ("raw", "full", "regular", "small", "thumb")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.operations.copies")
    parser.add_argument("--backup", type=int, default=2000, help="Articles; 0 leaves it out.")
    parser.add_argument("--move", type=int, default=10_000, help="Articles; 0 leaves it out.")
    options = parser.parse_args()
    # The site's own settings are left aside.
    os.environ |= {"ENV_FILE": "/nonexistent", "SECRET_KEY": secrets.token_urlsafe(60)}
    print("| | seconds | of the processor | MB |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory(prefix="copies-") as place:
        if options.backup:
            back_up(Path(place) / "backup", options.backup)
        if options.move:
            move(Path(place) / "move", options.move)


def back_up(folder: Path, count: int) -> None:
    """Back up a site where each article has a picture of its own, restore it, and compare both."""
    site = _site(folder, count, pictures=True)
    backups, elsewhere = folder / "backups", OwnSite(folder / "elsewhere")
    _timed(site, "backup", backups)
    _timed(site, "backup", backups)
    _timed(elsewhere, "restore", backups, "--verify")
    _timed(elsewhere, "restore", backups)
    assert_same(site, elsewhere)
    rows = sum(map(len, site.rows().values()))
    kept = site.files()
    size = sum(map(len, kept.values())) / 1e6
    print(f"equal: {rows:,} rows, {len(kept):,} files of {size:.0f} MB", flush=True)


def move(folder: Path, count: int) -> None:
    """Move a site to PostgreSQL, and compare numbers of rows and every exported file."""
    site = _site(folder, count, pictures=False)
    with postgres_databases(1) as (url,):
        target = OwnSite(folder / "target", url)
        target.environ |= {key: site.environ[key] for key in ("MEDIA_ROOT", "ORIGINALS_ROOT")}
        _timed(site, "move_database", "--to", url)
        assert counts(target) == counts(site)
        mine, theirs = (exported(one, folder / str(id(one))) for one in (site, target))
        assert mine == theirs
    size = Path(site.database_url.removeprefix("sqlite:///")).stat().st_size / 1e6
    rows = sum(counts(site).values())
    print(f"equal: {rows:,} rows of {size:.0f} MB of SQLite, {len(mine):,} exported files")


def _site(folder: Path, count: int, pictures: bool) -> OwnSite:
    folder.mkdir()
    site, articles = OwnSite(folder / "site"), folder / "in"
    site.manage("migrate", "-v0")
    # The second time for the history of some.
    for numbers, revision in (range(count), 1), (range(0, count, 50), 2):
        files.write(articles, numbers, revision)
        if pictures:
            for number in numbers:
                _give_picture(next(articles.rglob(f"story-number-{number}.en.md")))
        # How many files it refused.
        print(site.manage("import_articles", articles).splitlines()[-1], file=sys.stderr)
    return site


def _give_picture(file: Path) -> None:
    """Put a picture of a few kB beside the file of an article, as its cover and in its text."""
    from PIL import Image

    rng = random.Random(file.name)
    kind = rng.choice(("jpg", "png", "webp"))
    name = f"{file.name.partition('.')[0]}.{kind}"
    small = Image.frombytes("RGB", (12, 8), rng.randbytes(12 * 8 * 3))
    small.resize((rng.randrange(240, 400), rng.randrange(160, 280))).save(file.with_name(name))
    text = file.read_text()
    cover = "".join(f"  {size}: '{name}'\n" for size in _SIZES)
    text = _COVER.sub(f"coverImage:\n{cover}", text)
    file.write_text(f"{text}\n![A cloud of colours]({name})\n")


def _timed(site: OwnSite, *arguments: object) -> None:
    """Run `manage.py`, which must succeed, and print a row of the table."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT, env=site.environ, stdout=told, stderr=told,
        )  # fmt: skip
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        told.seek(0)
        assert os.waitstatus_to_exitcode(status) == 0, told.read().decode()
    processor, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    words = " ".join(word for word in map(str, arguments) if "/" not in word)
    print(f"| {words} | {seconds:.1f} | {processor:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
