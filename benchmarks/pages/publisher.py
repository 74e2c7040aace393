"""Publishes articles in a process of its own, as an editor at the desk does, through the models.

`Publisher` is the end that the benchmark holds. By turns the program at the other end publishes a
new article, and changes the description of one that readers see.
"""

import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import django

from benchmarks.databases import ROOT


class Publisher:
    """A process that publishes whenever it is asked to."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.pages.publisher"],
            cwd=ROOT, env=environment, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.communicate()

    def publish(self) -> str:
        """Publish, and return the path of the article; the change is committed by then."""
        self._write("once")
        return self._read()

    @contextmanager
    def every(self, seconds: float) -> Iterator[None]:
        """Publish at once and then every so many seconds, as long as a `with` block lasts."""
        self._write(f"{seconds}")
        self._read()
        yield
        self._write("stop")
        while self._read() != "stopped":
            pass

    def _write(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")

    def _read(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("The publisher ended.")
        return line.strip()


def main() -> None:
    """Obey the lines of standard input until it ends; print the path of all that is published."""
    django.setup()
    published = _publications()
    print("ready", flush=True)
    for line in iter(sys.stdin.readline, ""):
        print(next(published), flush=True)
        if line != "once\n":
            while not select.select([sys.stdin], [], [], float(line))[0]:
                print(next(published), flush=True)
            sys.stdin.readline()
            print("stopped", flush=True)


def _publications() -> Iterator[str]:
    """Publish or change an article at each step; yields its path."""
    # Models exist only once Django is set up.
    from articles.models import Article
    from articles.models.revise import Changes
    from articles.workflow import Status

    drafts = Article.objects.filter(status=Status.DRAFT).order_by("pk")
    waiting = list(drafts.values_list("pk", flat=True))
    live = list(Article.objects.live().order_by("-pk").values_list("pk", flat=True))
    for new, old in zip(waiting, live, strict=False):
        article: Any = Article.objects.get(pk=new)
        article.submit(None)
        article.publish(None)
        yield article.get_absolute_url()
        article = Article.objects.get(pk=old)
        article.revise(Changes({"description": f"{article.description} Corrected."}), None)
        yield article.get_absolute_url()


if __name__ == "__main__":
    main()
