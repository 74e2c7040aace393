"""Collects edits of a text and applies them at once; the rest of the text stays."""

from itertools import groupby

from articles.front_matter.exceptions import UnpatchableFile
from articles.front_matter.spans import indentation, line_start, next_line, opens_line


class TextEdits:
    """Edits of `text`; all positions refer to the original text."""

    def __init__(self, text: str, newline: str) -> None:
        self.text = text
        self.newline = newline
        self._edits: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace the original text from `start` to `end`."""
        self._edits.append((start, end, text))

    def insert(self, index: int, text: str) -> None:
        """Insert `text` at `index`, behind earlier insertions at the same place."""
        self._edits.append((index, index, text))

    def insert_lines_after(self, end: int, lines: list[str], indent: str) -> None:
        """Insert indented lines behind the line that ends at `end`."""
        self.insert(end, "".join(self.newline + indent + line for line in lines))

    def insert_lines_before(self, index: int, lines: list[str]) -> None:
        """Insert lines before the one whose first sign is at `index`, with its indentation."""
        indent = indentation(self.text, index)
        self.insert(index, "".join(line + self.newline + indent for line in lines))

    def remove_lines(self, start: int, end: int) -> None:
        """Remove the lines from `text[start]`, which opens one, to that of `text[end]`.

        Raises UnpatchableFile if the line of `start` has other text before it.
        """
        if not opens_line(self.text, start):
            raise UnpatchableFile("the entry shares its line")
        self.replace(line_start(self.text, start), next_line(self.text, end), "")

    def apply(self) -> str:
        """Return the text with all edits. Raises UnpatchableFile if two overlap."""
        pieces: list[str] = []
        position = 0
        # At one place an insertion comes before a replacement; insertions keep their order.
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < position:
                raise UnpatchableFile("two edits overlap")
            pieces += self.text[position:start], text
            position = end
        return "".join(pieces) + self.text[position:]


def runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Return (first, last + 1) of each run of true flags."""
    spans, start = [], 0
    for flag, row in groupby(flags):
        stop = start + len([*row])
        if flag:
            spans.append((start, stop))
        start = stop
    return spans
