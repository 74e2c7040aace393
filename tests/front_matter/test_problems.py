"""Problems are said in a stable form, and every code is explained."""

import ast
from pathlib import Path

import pytest

from articles.front_matter.exceptions import RecordError
from articles.front_matter.problems import CODES, Problem, printable

ROOT = Path(__file__).resolve().parents[2]
# A file is refused while it is parsed, and while an import reads it.
FOLDERS = (ROOT / "articles" / "front_matter", ROOT / "articles" / "import_export")


def test_one_line_is_one_line():
    problem = Problem("bad-url", "is not\nan address", 3, 7, key="coverImage.raw", hint="x\ny")
    assert problem.one_line("a/b.md") == "a/b.md:3:7: bad-url coverImage.raw: is not an address"


def test_problems_come_in_the_order_of_the_file():
    later, sooner = Problem("a", "x", 9, 1), Problem("b", "y", 2, 5)
    assert RecordError([later, sooner]).problems == (sooner, later)


def test_a_value_is_shown_short_and_without_surprises():
    assert printable("a\x1b[31mb\u202e") == "a\\x1b[31mb\\x202e"
    assert len(printable("x" * 500)) == 80


def codes_in_the_source() -> set[str]:
    """First arguments of `error(...)`, `Problem(...)`, `_refuse(...)` and the like."""
    found = set()
    for path in (path for folder in FOLDERS for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"invalid", "Problem", "_refuse", "_problem"} and node.args:
                    found |= {
                        arg.value
                        for arg in node.args[:1]
                        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                    }
    return found


def test_every_code_that_is_used_is_explained():
    used = codes_in_the_source()
    assert len(used) > 25
    assert used <= set(CODES)


def test_every_code_is_documented_with_its_meaning():
    page = (ROOT / "docs" / "front-matter.md").read_text(encoding="utf-8")
    for code, meaning in CODES.items():
        assert f"| `{code}` | {meaning} |" in page


def test_no_code_is_explained_that_nothing_uses():
    used = codes_in_the_source() | {"missing", "cover-missing", "cover-refused"}
    assert set(CODES) == used


@pytest.mark.parametrize("name", ["message", "key", "value", "hint"])
def test_no_part_of_a_problem_holds_what_no_database_stores(name):
    """PostgreSQL stores no NUL, and a terminal obeys an escape."""
    problem = Problem(**({"code": "bad-key", "message": "m"} | {name: "a\x00b\x1b[2J\nc"}))
    assert getattr(problem, name) == "a\\x00b\\x1b[2J\nc"
