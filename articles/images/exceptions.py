"""Exceptions of reading images: covers and uploads."""

from articles.front_matter.problems import printable


class BadImage(ValueError):
    """The file is not an image that a page can show; the message tells people what to do."""

    def named(self, name: str) -> "BadImage":
        """The exception with the name of the file in its message, for people who gave several."""
        return BadImage(f"“{printable(name)}”: {self}")


class StorageFails(Exception):
    """The storage took no picture, and may take it later; the message tells people so."""
