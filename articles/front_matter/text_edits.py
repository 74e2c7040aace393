"""Edits of a text, collected and then made at once; what is between them stays."""

from articles.front_matter.exceptions import UnpatchableFile
from articles.front_matter.spans import indentation, line_start, next_line, opens_line


class TextEdits:
    """Edits of `text`, whose places are counted in the text as it was."""

    def __init__(self, text: str, newline: str) -> None:
        self.text = text
        self.newline = newline
        self._edits: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of `text[start:end]`."""
        self._edits.append((start, end, text))

    def insert(self, index: int, text: str) -> None:
        """Put `text` before `text[index]`, behind what was put there already."""
        self._edits.append((index, index, text))

    def add_lines(self, end: int, lines: list[str], indent: str) -> None:
        """Put lines behind the line that ends at `end`."""
        self.insert(end, "".join(self.newline + indent + line for line in lines))

    def put_lines(self, index: int, lines: list[str]) -> None:
        """Put lines before the one that `text[index]` opens, and as far in."""
        indent = indentation(self.text, index)
        self.insert(index, "".join(line + self.newline + indent for line in lines))

    def remove_lines(self, start: int, end: int) -> None:
        """Remove the lines from `text[start]`, which opens one, to that of `text[end]`.

        Raises UnpatchableFile when something else stands before it in its line.
        """
        if not opens_line(self.text, start):
            raise UnpatchableFile("the entry shares its line")
        self.replace(line_start(self.text, start), next_line(self.text, end), "")

    def made(self) -> str:
        """The text with all edits. Raises UnpatchableFile if two overlap."""
        pieces: list[str] = []
        done = 0
        # At one place an insertion comes first; equal ones stay in their order.
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < done:
                raise UnpatchableFile("two edits overlap")
            pieces += self.text[done:start], text
            done = end
        return "".join(pieces) + self.text[done:]
