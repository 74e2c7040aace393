"""Thousands of damaged files in one run: each is taken or refused by name, and the sound ones go in.

The files are made from good ones: those of `fixtures/`, generated ones, and for a run by hand those
below the folder that the environment variable DAMAGED_FILES_FROM names.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from articles.front_matter.problems import CODES
from articles.models import Article, QuarantinedFile

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[2] / "fixtures"
Damage = Callable[[bytes, random.Random], bytes]


def front_end(document: bytes) -> int:
    """Where the front matter ends: damage is told apart from a change of the text above it."""
    return document.find(b"\n---", 4) + 1 or len(document)


def lines_of(document: bytes) -> list[bytes]:
    return document.splitlines(keepends=True)


def cut(document: bytes, chance: random.Random) -> bytes:
    return document[: chance.randrange(len(document))]


def cut_head(document: bytes, chance: random.Random) -> bytes:
    return document[chance.randrange(1, 200) :]


def flip(document: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(document)
    for _ in range(chance.choice([1, 1, 3, 20])):
        damaged[chance.randrange(front_end(document))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def random_bytes(document: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(document))
    return document[:at] + chance.randbytes(chance.randrange(1, 50)) + document[at:]


def swap_lines(document: bytes, chance: random.Random) -> bytes:
    lines = lines_of(document)
    one, other = (chance.randrange(min(len(lines), 40)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def drop_line(document: bytes, chance: random.Random) -> bytes:
    lines = lines_of(document)
    del lines[chance.randrange(min(len(lines), 40))]
    return b"".join(lines)


def twice(document: bytes, chance: random.Random) -> bytes:
    lines = lines_of(document)
    at = chance.randrange(min(len(lines), 40))
    return b"".join([*lines[: at + 1], *lines[at:]])


def indent(document: bytes, chance: random.Random) -> bytes:
    lines = lines_of(document)
    at = chance.randrange(1, min(len(lines), 30))
    lines[at] = chance.choice([b" ", b"   ", b"\t", b"\xc2\xa0"]) + lines[at]
    return b"".join(lines)


def encoded(document: bytes, chance: random.Random) -> bytes:
    text = document.decode("utf-8", "replace") + chance.choice(["é", "Є", "ع"])
    codec = chance.choice(["cp1252", "cp1251", "utf-16", "utf-16-le", "utf-32", "koi8-u", "utf-7"])
    return text.encode(codec, "replace")


def marked(document: bytes, chance: random.Random) -> bytes:
    mark = chance.choice(["\ufeff", "\ufeff\ufeff", "\u200b", "\n", " ", "\u2028", "\x0c", "\0"])
    return mark.encode() + document


def newlines(document: bytes, chance: random.Random) -> bytes:
    kinds = [b"\r", b"\r\n", b"\x85", "\u2028".encode(), b"\n\n", b"\x0b", b"", b"\0\n"]
    kind = chance.choice(kinds)
    return document.replace(b"\n", kind)


_VALUES = [
    b"[" * 200, b"{" * 200, b"[" + b"a, " * 30_000 + b"]", b"x" * 400_000, b'"\\ud800"', b'"\\0"',
    b"!!python/object/apply:os.system [ls]", b"!x y", b"&a [*a]", b"*nothing", b"'open", b'"open',
    b"@home", b"%x", b"`x`", b"? x", b"- x", b"| x", b">", b"a: b: c", b"'a' b", b"{a, b", b"[a",
    b'"\\x01"', "\ufffe".encode(), b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"9" * 5000, b"1e999",
    b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59-14:00", b"2026-02-30T00:00:00Z", b"<<: *x",
    b"!!binary aGk=", b"\n  - &a\n  - *a", b"\n  ? [a]\n  : b", b"\n\tx: y", b"--- x", b"...",
    b"%YAML 9.9", "‮x".encode(), b"\\", b'"\\q"', b'"\\U99999999"', b"#", b"''", b"~", b"\x1b[31m",
]  # fmt: skip
_KEYS = [
    b"title", b"description", b"publishedAt", b"updatedAt", b"lang", b"externalId", b"source",
    b"category", b"tags", b"stickyWeight", b"sentiment", b"score", b"draft", b"coverImage", b"ai",
    b"canonicalUrl", b"cta", b"aliases", b"unknown", b"<<", b"",
]  # fmt: skip


def valued(document: bytes, chance: random.Random) -> bytes:
    """A key of the contract with a hostile value, in place of its own or added."""
    key, value = chance.choice(_KEYS), chance.choice(_VALUES)
    lines = lines_of(document)
    at = next((n for n, line in enumerate(lines) if line.startswith(key + b":")), 0)
    end = at + 1
    while at and end < len(lines) and lines[end][:1] in (b" ", b"-") and lines[end][:3] != b"---":
        end += 1
    at = at or 1
    return b"".join([*lines[:at], key + b": " + value + b"\n", *lines[max(end, at) :]])


def nested(document: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([30, 300, 3000])
    deep = b"".join(b" " * level + b"k:\n" for level in range(depth))
    return document.replace(b"\n", b"\n" + deep, 1)


DAMAGES: list[Damage] = [
    cut, cut_head, flip, random_bytes, swap_lines, drop_line, twice, indent, encoded, marked,
    newlines, valued, valued, valued, nested,
]  # fmt: skip


def good_files(example: bytes) -> list[bytes]:
    """Files to damage; none has a local cover, so that nothing beside it is missing."""
    folders = [FIXTURES, *filter(None, [os.environ.get("DAMAGED_FILES_FROM")])]
    found = [file.read_bytes() for folder in folders for file in sorted(Path(folder).rglob("*.md"))]
    generated = [
        example,
        example.replace(b"\n", b"\r\n"),
        "---\ntitle: 'Їжак: й'\npublishedAt: 2026-01-31T12:00:00Z\nlang: uk\ntags: [a, 'б']\n"
        "x: |\n  one\n  two\ny: {a: [b, {c: d}]}\n---\n\nТекст.\n".encode(),
    ]
    return [text for text in [*found, *generated] if b"../" not in text[: front_end(text)]]


def damaged_files(good: list[bytes], count: int, seed: int = 13) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of `count` damaged files, the same in every run."""
    chance = random.Random(seed)
    for number in range(count):
        damage = DAMAGES[number % len(DAMAGES)]
        document = damage(chance.choice(good), chance)
        if chance.random() < 0.15:
            document = chance.choice(DAMAGES)(document + b"\n\nend\n" + b" " * 300, chance)
        yield f"{number:05}-{damage.__name__}.en.md", document


@pytest.fixture
def tracebacks():
    """The messages of errors that the import logs."""
    messages: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record):
            messages.append(record.getMessage())

    logger, handler = logging.getLogger("articles"), Handler(logging.ERROR)
    logger.addHandler(handler)
    yield messages
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "count", [150, pytest.param(2600, marks=pytest.mark.thorough)], ids=["sample", "all"]
)
def test_each_damaged_file_is_named_and_every_sound_one_goes_in(
    tmp_path, example, import_files, tracebacks, count
):
    sound = max(20, count // 20)
    for number in range(sound):
        document = example.replace(b"'00417'", f"'sound-{number}'".encode())
        (tmp_path / f"{number * count // sound:05}-a-sound.en.md").write_bytes(document)
    for name, document in damaged_files(good_files(example), count):
        (tmp_path / name).write_bytes(document)
    workers = 2 if count > 1000 else 0
    run = import_files(tmp_path, workers=workers)
    assert run.state == "finished"
    assert tracebacks == []
    assert run.created + run.updated + run.unchanged + run.quarantined == count + sound
    stored = Article.objects.filter(external_id__startswith="sound-")
    assert stored.count() == sound
    notes = run.notes.filter(kind="quarantined")
    nameless = [
        (note.path, note.code, note.reason)
        for note in notes
        if note.code not in CODES or not note.reason or not note.hint or not note.line
    ]
    assert nameless == []
    codes = Counter(notes.values_list("code", flat=True))
    assert "internal" not in codes
    assert "database" not in codes
    refused = dict(QuarantinedFile.objects.values_list("path", "data"))
    assert len(refused) == run.quarantined
    for path, data in refused.items():
        assert bytes(data) == (tmp_path / path).read_bytes()
    print(f"\n{count} damaged, {run.quarantined} refused, {run.created} taken", dict(codes))
    # Once more: the same answer, and nothing is created twice.
    again = import_files(tmp_path, workers=workers)
    assert (again.created, again.updated, again.quarantined) == (0, 0, run.quarantined)
