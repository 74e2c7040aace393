"""The base of all commands, of which nothing that is written is an order to a terminal."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TextIO

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    OutputWrapper,
    SystemCheckError,
)

from articles.lib.characters import escaped_json, escaped_line


class TerminalOutput(OutputWrapper):
    """A stream that takes lines, and JSON.

    Names of files, titles and errors of other programs hold what strangers wrote: each character
    that a terminal would obey is written as its escape, and so is a line break, because the line
    after it would pass for one of the command.
    """

    def write(  # type: ignore[override]
        self,
        msg: str = "",
        style_func: Callable[[str], str] | None = None,
        ending: str | None = None,
    ) -> None:
        """Write `msg` as one line. What brings a style of its own is a report of Django's system
        checks, on many lines with colours, and is written as it is."""
        text = msg if style_func else escaped_line(msg.removesuffix("\n"))
        super().write(self._in_its_letters(text), style_func, ending)

    def write_json(self, text: str) -> None:
        """Write `text`, a part of a JSON document, on as many lines as it has."""
        super().write(self._in_its_letters(escaped_json(text)))

    def _in_its_letters(self, text: str) -> str:
        """`text` without letters that the encoding of the stream lacks: none ends a command."""
        encoding = getattr(self, "encoding", None) or "utf-8"
        return text.encode(encoding, "backslashreplace").decode(encoding)


class NewsroomCommand(BaseCommand):
    """A command whose lines, errors and complaints about arguments are safe for a terminal."""

    stdout: TerminalOutput
    stderr: TerminalOutput

    def __init__(
        self, stdout: TextIO | None = None, stderr: TextIO | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._write_to(stdout or sys.stdout, stderr or sys.stderr)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser; its errors repeat arguments, such as names that a shell filled in."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = partial(_refuse, parser.error)  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command with safe streams; the message of a CommandError becomes one line."""
        # Django would wrap them in streams of its own.
        self._write_to(options.pop("stdout", None), options.pop("stderr", None))
        try:
            return super().execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as error:
            error.args = (escaped_line(str(error)),)
            raise

    def _write_to(self, stdout: Any, stderr: Any) -> None:
        """Write to these streams; None leaves the present one."""
        if stdout:
            self.stdout = TerminalOutput(stdout)
        if stderr:
            self.stderr = TerminalOutput(stderr)
            self.stderr.style_func = self.style.ERROR


def _refuse(error: Callable[[str], Any], message: str) -> None:
    error(escaped_line(message))
