"""The exceptions of the file format."""

from collections.abc import Iterable

from articles.front_matter.problems import Problem


class RecordError(ValueError):
    """A file or a record was refused; `problems` has everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.line, p.column, p.key)))
        super().__init__("; ".join(problem.one_line("") for problem in self.problems))


class UnpatchableFile(Exception):
    """A file's YAML cannot be edited in place; the caller writes the file anew."""
