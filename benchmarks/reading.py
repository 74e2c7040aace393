"""Measures what reading costs, beside a floor of the same run: `python benchmarks/reading.py`.

The floor is what anybody pays who reads such files: python-frontmatter over PyYAML's C parser,
which checks nothing and names no place. Figures are processor time a file, the best of several
rounds; only their ratios mean something on another machine.
"""

import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("SECRET_KEY", "benchmark")

import django  # noqa: E402

django.setup()

import frontmatter  # noqa: E402
import yaml  # noqa: E402
from frontmatter.default_handlers import YAMLHandler  # noqa: E402

from articles.front_matter.files import ParsedFile, parse  # noqa: E402
from articles.import_export.originals import site_rules  # noqa: E402
from articles.rendering.derived import Derived, derive  # noqa: E402
from articles.rendering.links import SiteHosts  # noqa: E402

ROUNDS, TIMES = 9, 200


class CHandler(YAMLHandler):
    """python-frontmatter as quick as it gets."""

    def load(self, fm: str, **kwargs: object) -> object:
        return yaml.load(fm, Loader=yaml.CSafeLoader)


def cost(work: Callable[[], object], files: int) -> float:
    """Milliseconds of processor time a file."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(TIMES):
            work()
        best = min(best, time.process_time() - begin)
    return best * 1000 / TIMES / files


def derived(parsed: ParsedFile) -> Derived:
    record = parsed.record
    return derive(
        title=record.title,
        description=record.description,
        body=record.body,
        lang=record.lang,
        hosts=SiteHosts("news.example.org"),
        machine_part="rewritten",
    )


def main() -> None:
    """Measure the example of the tests, which has the shape of the real files, in three sizes."""
    text = (ROOT / "tests" / "data" / "harbour-crane.en.md").read_text(encoding="utf-8")
    head, body = text.split("\n---\n", 1)
    documents = [f"{head}\n---\n{(body + chr(10)) * times}".encode() for times in (1, 2, 3)]
    rules = site_rules()
    parsed = [parse(document, "2026/11/harbour-crane.en.md", rules) for document in documents]
    pages = [derived(one) for one in parsed]
    handler = CHandler()
    steps: dict[str, Callable[[], object]] = {
        "floor": lambda: [frontmatter.loads(d.decode(), handler=handler) for d in documents],
        "parse": lambda: [parse(d, "2026/11/harbour-crane.en.md", rules) for d in documents],
        "derive": lambda: [derived(one) for one in parsed],
        "hand over": lambda: [
            pickle.loads(pickle.dumps(both, 5)) for both in zip(parsed, pages, strict=True)
        ],
    }
    costs = {name: cost(work, len(documents)) for name, work in steps.items()}
    sizes = ", ".join(str(len(document)) for document in documents)
    print(f"files of {sizes} bytes")
    for name, figure in costs.items():
        print(f"{name:10} {figure:6.3f} ms   {figure / costs['floor']:5.2f} of the floor")


if __name__ == "__main__":
    main()
