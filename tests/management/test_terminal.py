"""What commands write to a terminal."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class

from articles.lib.characters import escaped_json
from articles.management import commands
from articles.management.terminal import NewsroomCommand

EVIL = "a\x1b[2J\x9b\x07\u202eb\u2028c\udcff\nforged: 3 created"
SHOWN = "a\\x1b[2J\\x9b\\x07\\x202eb\\x2028c\\xdcff\\nforged: 3 created"
NAMES = [file.stem for file in sorted(Path(commands.__path__[0]).glob("[!_]*.py"))]


class Evil(NewsroomCommand):
    """Writes what it is told to, as a name of a file or a title might be."""

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--fail", action="store_true")

    def handle(self, *args, **options):
        self.stdout.write(EVIL)
        self.stderr.write(f"{EVIL}\n")
        self.stdout.write_json(json.dumps({"key": EVIL}, ensure_ascii=False, indent=1))
        if options["fail"]:
            raise CommandError(EVIL, returncode=3)


def test_every_command_writes_by_the_one_base():
    others = [
        n for n in NAMES if not isinstance(load_command_class("articles", n), NewsroomCommand)
    ]
    assert NAMES
    assert not others


def test_a_line_stays_a_line_and_is_no_order():
    out, err = io.StringIO(), io.StringIO()
    call_command(Evil(), stdout=out, stderr=err)
    assert err.getvalue() == f"{SHOWN}\n"
    line, _, document = out.getvalue().partition("\n")
    assert line == SHOWN
    assert json.loads(document) == {"key": EVIL}
    assert document.replace("\n", "").isprintable()


def test_an_error_is_one_line_for_the_shell_and_for_callers(capsys):
    with pytest.raises(CommandError) as caught:
        call_command(Evil(), fail=True, stdout=io.StringIO(), stderr=io.StringIO())
    assert (str(caught.value), caught.value.returncode) == (SHOWN, 3)
    with pytest.raises(SystemExit) as stopped:
        Evil().run_from_argv(["manage.py", "evil", "--fail"])
    assert stopped.value.code == 3
    assert capsys.readouterr().err == f"{SHOWN}\nCommandError: {SHOWN}\n"


def test_an_argument_that_is_refused_is_no_order(capsys):
    with pytest.raises(CommandError, match="unrecognized arguments"):
        call_command(Evil(), EVIL)
    with pytest.raises(SystemExit):
        Evil().run_from_argv(["manage.py", "evil", EVIL])
    assert SHOWN in capsys.readouterr().err


def test_a_terminal_without_our_letters_ends_no_command():
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    command = Evil(stdout=out)
    command.stdout.write("Каштани")
    out.flush()
    assert out.buffer.getvalue().startswith(b"\\u041a")


@pytest.mark.parametrize("text", ['{"a": "\\ud83f\\udffe"}', '{"a": "\x7f\x85\U0001fffe"}'])
def test_json_that_is_escaped_means_the_same(text):
    assert json.loads(escaped_json(text)) == json.loads(text)
    assert escaped_json(text).isprintable()
