"""Hostile values in the arguments of every command."""

import argparse
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class

from articles.lib.characters import escaped_json
from articles.management import commands
from articles.operations.tasks.worker import Worker
from tests.hostile_values import ADDRESSES, NUMBERS, TEXTS, TIMES

VALUES = [*TEXTS.values(), *NUMBERS.values(), *TIMES.values(), *ADDRESSES.values()]


def arguments() -> Iterator:
    """Every argument with a value, of every command of ours."""
    for file in sorted(Path(commands.__path__[0]).glob("[!_]*.py")):
        parser = load_command_class("articles", file.stem).create_parser("manage.py", file.stem)
        own = load_command_class("articles", file.stem)
        added = argparse.ArgumentParser(add_help=False)
        own.add_arguments(added)
        names = {action.dest for action in added._actions}
        for action in parser._actions:
            if action.dest in names and action.nargs != 0:
                # They render or copy the whole site for each value, and SQLite copies what is
                # committed.
                slow = {
                    "bake": [pytest.mark.thorough],
                    "backup": [pytest.mark.thorough, pytest.mark.django_db(transaction=True)],
                }
                yield pytest.param(file.stem, action, marks=slow.get(file.stem, []))


def obeyed(written: str) -> bool:
    """Whether a terminal that is shown `written` obeys a character of it."""
    return escaped_json(written) != written


@pytest.mark.parametrize(
    ("command", "action"), list(arguments()), ids=lambda one: getattr(one, "dest", str(one))
)
def test_a_hostile_argument_ends_in_a_sentence(command, action, tmp_path, monkeypatch, db):
    """Commands end with what they did, or a CommandError, never with a traceback.

    The shell passes any bytes but NUL; those that are no UTF-8 arrive as lone surrogates.
    """
    monkeypatch.chdir(tmp_path)
    # It would work until it is stopped.
    monkeypatch.setattr(Worker, "work", lambda *_: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    required = {"export_articles": ["out"], "import_articles": ["in"]}.get(command, [])
    values = [*(v for v in VALUES if "\0" not in v), "\udcff", "", "a" * 300, os.devnull]
    wrong = []
    for value in values:
        # An absolute path or one upwards would leave the folder of the test.
        if action.dest in ("dir", "paths") and (value.startswith("/") or ".." in value):
            continue
        given = [value] if not action.option_strings else [
            *required, f"{action.option_strings[-1]}={value}"
        ]  # fmt: skip
        if not action.option_strings and value.startswith("-"):
            given.insert(0, "--")
        out = io.StringIO()
        try:
            call_command(command, *given, stdout=out, stderr=out)
        except CommandError as error:
            out.write(str(error))
        except SystemExit:
            pass
        except Exception as error:  # noqa: BLE001 - what would be a traceback
            wrong.append(f"{command} {given!r:.80}: {error!r:.120}")
        if obeyed(out.getvalue()):
            wrong.append(f"{command} {given!r:.80} reaches the terminal: {out.getvalue()!r:.120}")
    assert "\n".join(wrong) == ""
