"""`python -m tests.kills`: kills processes of a busy site, and says what readers saw and what was lost."""

import argparse
import contextlib
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from benchmarks.files import write
from tests.kills.machine import ROOT, Machine, machine
from tests.kills.people import CUT_OFF, Editor, Reader

# Seconds until a queue that should drain is given up.
PATIENCE = 300
BEFORE = 300


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL and Redis, not SQLite.")
    parser.add_argument("--seconds", type=int, default=180, help="How long processes are killed.")
    parser.add_argument("--files", type=int, default=10_000, help="How many files are imported.")
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kills-") as folder,
        machine(Path(folder), postgres=options.postgres) as site,
    ):
        wrong = run(site, options)
    sys.exit(1 if wrong else 0)


def run(site: Machine, options: argparse.Namespace) -> bool:
    files = site.folder / "files"
    write(files, range(BEFORE))
    site.manage("import_articles", str(files))
    told = json.loads(ask(site, "fill", str(options.seconds)))
    write(files, range(BEFORE, options.files))
    importing = site.importing(files)
    for one in (*site.servers, *site.workers, site.nginx, importing):
        one.start()
    wait_for_the_proxy(site)
    paths = ["/en/", "/en/feed.rss", "/sitemap.xml", "/api/v1/articles"]
    paths += [f"/en/articles/story-number-{number}/" for number in range(150, BEFORE)]
    stop = threading.Event()
    readers = [Reader(site.port, paths, seed, stop) for seed in range(options.readers)]
    editors = [Editor(site.port, name, told["drafts"], stop) for name in ("anna", "borys")]
    threads = [threading.Thread(target=one.run, daemon=True) for one in (*readers, *editors)]
    for thread in threads:
        thread.start()
    kill(site, importing, options)
    print("killed:", {one.name: one.kills for one in (*site.all, importing)}, flush=True)
    begun = time.monotonic()
    if not importing.finished.wait(PATIENCE * 4):
        print("The import did not end.")
    wait_for_the_queue(site)
    print(f"import and queue done {time.monotonic() - begun:.0f} s after the last kill", flush=True)
    stop.set()
    for thread in threads:
        thread.join()
    importing.stop()
    told |= {"saved": [line for one in editors for line in one.saved], "files": options.files}
    found = json.loads(ask(site, "compare", stdin=json.dumps(told)))
    return report(found, readers, editors)


def kill(site: Machine, importing, options: argparse.Namespace) -> None:
    rng = random.Random(options.seed)
    until = time.monotonic() + options.seconds
    stores = [one for one in (site.database, site.redis) if one is not None]
    victims = [*site.servers, *site.workers, importing, importing, *stores]
    while time.monotonic() < until:
        time.sleep(rng.uniform(1, 6))
        rng.choice(victims).kill(rng)


def wait_for_the_proxy(site: Machine) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", site.port)).close()
            return
        time.sleep(0.1)


def wait_for_the_queue(site: Machine) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if json.loads(ask(site, "waiting")) == 0:
            return
        time.sleep(2)
    print("The queue did not drain.")


def ask(site: Machine, *arguments: str, stdin: str = "") -> str:
    return subprocess.run(
        [sys.executable, "-m", "tests.kills.site", *arguments], cwd=ROOT, env=site.environment,
        input=stdin, stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip


def report(found: dict[str, object], readers: list[Reader], editors: list[Editor]) -> bool:
    seen: Counter[str] = Counter()
    for reader in readers:
        seen += reader.answers
    times = sorted(second for reader in readers for second in reader.seconds)
    print("readers:", dict(seen))
    print(f"readers: p50 {times[len(times) // 2]:.3f} s, p99 {times[len(times) * 99 // 100]:.3f} s")
    for editor in editors:
        print(f"editor {editor.name}:", dict(editor.answers))
    for name, value in found.items():
        print(f"{name}: {value}")
    faults = {status for status in seen if status not in ("200", "503", CUT_OFF)}
    wrong = bool(
        faults
        or found["lost or doubled lines"]
        or found["scheduled changes not published once"]
        or found["articles missing or doubled"]
        or found["tasks not done"]
    )
    print("WRONG" if wrong else "right", faults or "")
    return wrong


if __name__ == "__main__":
    main()
