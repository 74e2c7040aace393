"""The format of the log: what strangers wrote into a message is no order to a terminal."""

import logging

from articles.lib.characters import escaped_line


class LineFormatter(logging.Formatter):
    """A formatter that escapes each character that a terminal would obey.

    Line breaks stay: a traceback has many, and messages name nothing that holds one.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, with its traceback."""
        return "\n".join(map(escaped_line, super().format(record).split("\n")))
