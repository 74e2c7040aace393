"""Measures the queue of background tasks: what an idle worker does, and how many tasks a second
two workers begin.

    python -m benchmarks.tasks                            a new SQLite file
    python -m benchmarks.tasks --url postgres://…         an empty database

Processes are those of an operator: `manage.py run_worker`. The tasks are pings without a hub,
which do nothing, so they measure the queue. Run it on a quiet machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
TASKS = 1000
IDLE_SECONDS = 30.0

ENQUEUE = f"""
import time
from articles.syndication.websub import ping_hub as task
began = time.perf_counter()
for _ in range({TASKS}): task.enqueue([])
print(time.perf_counter() - began)
"""
# Statements other than reading that a worker sends in {IDLE_SECONDS} s, after it has begun.
IDLE = f"""
import collections, resource, threading
from django.db import connection
from django.db.backends.signals import connection_created
from articles.operations.tasks.worker import Worker
counts, counting = collections.Counter(), threading.Event()
def count(execute, sql, params, many, context):
    if counting.is_set(): counts[sql.split()[0]] += 1
    return execute(sql, params, many, context)
def wrap(connection, **kwargs):
    if count not in connection.execute_wrappers: connection.execute_wrappers.append(count)
connection_created.connect(wrap)
connection.close()
worker = Worker()
def watch():
    counting.wait({IDLE_SECONDS / 3})
    counting.set()
    before = resource.getrusage(resource.RUSAGE_SELF)
    threading.Event().wait({IDLE_SECONDS})
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(dict(counts), f"{{100 * spent / {IDLE_SECONDS}:.2f}} % of a processor")
    worker.stop()
threading.Thread(target=watch).start()
worker.work()
"""


def manage(environ: dict[str, str], *arguments: str) -> str:
    """What `manage.py` prints."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def shell(environ: dict[str, str], program: str) -> str:
    """What a program prints that runs within Newsroom."""
    return manage(environ, "shell", "--no-imports", "-v", "0", "-c", program)


def main() -> None:
    """Print the figures of one database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    url = parser.parse_args().url
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"DATABASE_URL": url or f"sqlite:///{Path(folder) / 'db.sqlite3'}"}
        manage(environ, "migrate", "-v", "0")
        print("an idle worker sends:", shell(environ, IDLE))
        print(f"enqueueing: {TASKS / float(shell(environ, ENQUEUE)):.0f} tasks a second")
        began = time.perf_counter()
        command = [sys.executable, "manage.py", "run_worker", "--until-idle"]
        workers = [subprocess.Popen(command, cwd=ROOT, env=environ) for _ in range(WORKERS)]
        for worker in workers:
            worker.wait()
        seconds = time.perf_counter() - began
        print(f"{WORKERS} workers: {TASKS / seconds:.0f} tasks a second, with their start")


if __name__ == "__main__":
    main()
