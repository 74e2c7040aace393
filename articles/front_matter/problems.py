"""Problems of article files, with place, reason and a hint for the file's author."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.lib.characters import FORBIDDEN
from articles.lib.graphemes import shorten

# Every code a file can be refused with. They are stable: scripts may match on them.
CODES = {
    "unreadable": "the file cannot be read",
    "changed-while-read": "somebody was writing the file",
    "too-large": "the file, or one of its parts, is over a limit",
    "not-utf-8": "the bytes are not UTF-8",
    "control-character": "a character that no text holds",
    "no-fence": "the file does not begin with a line of ---",
    "toml": "the front matter is TOML, not YAML",
    "unclosed-fence": "no second line of --- closes the front matter",
    "empty-front-matter": "nothing stands between the fences",
    "yaml-syntax": "the front matter is not YAML",
    "not-a-mapping": "the front matter is not a list of keys and values",
    "duplicate-key": "a key stands twice",
    "bad-key": "a key is empty, or is not plain text",
    "tag": "an explicit YAML tag such as !!python",
    "alias": "a YAML anchor or alias",
    "too-deep": "values are nested deeper than the limit",
    "too-many": "more values than the limit",
    "missing": "a required key is absent",
    "wrong-type": "a list, a mapping or text stands where another belongs",
    "empty": "a value that must say something is empty",
    "too-long": "a text or a list is longer than the limit",
    "invisible-character": "a character that hides or turns text around",
    "not-a-boolean": "neither true nor false",
    "not-a-number": "not a finite number",
    "not-an-integer": "not a whole number",
    "out-of-range": "a number outside its range",
    "not-a-date": "not an ISO 8601 date and time",
    "naive-date": "a date and time without a zone",
    "impossible-date": "a day or time that does not exist, or before 2 January 0001 or after "
    "30 December 9999 (UTC)",
    "unknown-language": "not a language of this site",
    "unknown-sentiment": "not POSITIVE, NEUTRAL or NEGATIVE",
    "published-at-missing": "a live article without publishedAt",
    "ends-before-publication": "expiresAt is not later than publishedAt",
    "bad-url": "not an address that may be used here",
    "bad-path": "not a path that may be used here",
    "outside-root": "a path that leaves the import's folder",
    "cover-empty": "a cover picture without any size",
    "cover-missing": "the cover's file is not there",
    "cover-refused": "the cover's file cannot be used",
    "same-story": "another file of this import is the same story",
    "older": "the file is older than what was imported before",
    "stored-article": "the stored article breaks a rule of the files",
    "database": "the database refused the article",
    "internal": "an error of the program, which is in the log",
}

MAX_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a file. `line` and `column` count from 1, in characters.

    `key` is dotted (`coverImage.raw`, `tags[2]`); `value` is the refused value, shortened. A
    character that no text holds is shown as `\\x00`: no database stores it, and terminals obey it.
    """

    code: str
    message: str
    line: int = 1
    column: int = 1
    key: str = ""
    value: str = ""
    hint: str = ""

    def __post_init__(self) -> None:
        for name in ("message", "key", "value", "hint"):
            object.__setattr__(self, name, _visible(getattr(self, name)))

    def one_line(self, path: str) -> str:
        """The problem as `path:line:column: code message`, a stable form for scripts."""
        message = " ".join(self.message.split())
        subject = f"{self.key}: " if self.key else ""
        return f"{path}:{self.line}:{self.column}: {self.code} {subject}{message}"

    def as_json(self) -> dict[str, object]:
        """The fields as a dict of plain values, to be stored as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def printable(value: object) -> str:
    """`value` for a message: one printable line of at most 80 characters."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return shorten(text, MAX_SHOWN)


def _visible(text: str) -> str:
    """`text` with every character that no text may hold as its escape."""
    if text.isprintable():
        return text
    return FORBIDDEN.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def first_line(written: str) -> str:
    """The first line of `written`, or as much of it as messages show."""
    return next(iter(written[: 2 * MAX_SHOWN].splitlines()), "")


def dotted_key(path: Iterable[str | int]) -> str:
    """A path as a dotted key: `("tags", 2)` is `tags[2]`, `("source", "key")` is `source.key`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.lstrip(".")
