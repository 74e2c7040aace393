"""Kills imports at random moments: `python -m tests.import_export.kills FOLDER COUNT [SEED]`.

The parent loads Django once and never opens the database; every import, audit and clearing is a
forked child of it, so that a thousand kills take minutes. Prints a line of JSON with what was
found wrong, and how many imports were killed before, while and after they wrote.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable

import django


def main() -> None:
    folder, kills, seed = sys.argv[1], int(sys.argv[2]), int((sys.argv[3:] or ["417"])[0])
    django.setup()
    # Loaded here, each child has them without waiting.
    from articles.import_export import discover, importer, options
    from articles.rendering.markdown import render

    render("# Loaded")
    # Small batches: more moments between two of them, and as many within one.
    importer.BATCH, importer.FEW = 50, 100

    def imported() -> None:
        importer.run_import(discover.discover_files([folder]), options.import_options(folder))

    luck = random.Random(seed)
    started = time.monotonic()
    in_child(imported)
    longest = time.monotonic() - started
    files = len(os.listdir(folder))
    found: Counter[str] = Counter()
    wrong = []
    in_child(cleared)
    # On a machine whose speed changes, all of a few moments may lie before the first batch.
    while sum(found.values()) < kills or (not found["while"] and sum(found.values()) < 20 * kills):
        pid = child(imported)
        time.sleep(luck.uniform(0.1, 1.2) * longest)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        state = json.loads(in_child(audited))
        if len(set(state["equal"])) != 1:
            wrong.append(state)
        count = state["equal"][0]
        found["before" if not count else "after" if count == files else "while"] += 1
        if luck.random() < 0.4 or count == files:
            # Begin again; else the next one goes on where this one was killed.
            in_child(cleared)
    in_child(imported)
    last = json.loads(in_child(audited))
    print(json.dumps({"wrong": wrong, "killed": found, "last": last, "files": files}))


def audited() -> None:
    """Counts that must be equal: articles, whole ones, originals, identities, covers, told."""
    from django.db.models import Count, Sum

    from articles.models import Article, Image, ImportRun, OriginalFile

    parts = Article.objects.annotate(
        tagged=Count("tag_links", distinct=True), sizes=Count("cover__variants", distinct=True)
    )
    equal = [
        Article.objects.count(),
        parts.filter(tagged=3, sizes=6).exclude(body_html="").count(),
        OriginalFile.objects.count(),
        Article.objects.values("external_id").distinct().count(),
        Image.objects.count(),
        ImportRun.objects.aggregate(told=Sum("created"))["told"] or 0,
    ]
    print(json.dumps({"equal": equal}))


def cleared() -> None:
    from articles.models import Article, Image, ImportRun

    for model in (Article, Image, ImportRun):
        model.objects.all().delete()


def child(work: Callable[[], None], out: int | None = None) -> int:
    """Fork, do `work` in the child with its output going to `out`, and give the child's id."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        if out is not None:
            os.dup2(out, 1)
        work()
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def in_child(work: Callable[[], None]) -> str:
    """What `work` printed. Raises when it failed."""
    reading, writing = os.pipe()
    pid = child(work, writing)
    os.close(writing)
    with open(reading) as stream:
        said = stream.read()
    _pid, status = os.waitpid(pid, 0)
    if status:
        raise SystemExit(f"{work.__name__} failed: {status}")
    return said


if __name__ == "__main__":
    main()
