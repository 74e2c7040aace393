"""The schema that editors' programs use, beside what an import really accepts."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import split_file
from articles.front_matter.files import parse
from articles.front_matter.json_schema import front_matter_schema
from articles.front_matter.key_descriptions import KEY_DESCRIPTIONS
from articles.front_matter.limits import DEFAULT_LIMITS
from articles.front_matter.nodes import read_tree
from articles.front_matter.record import (
    AIRecord,
    ArticleRecord,
    CoverNotes,
    CoverRecord,
    DeskRecord,
    SourceRecord,
)
from tests.examples import examples
from tests.front_matter.strategies import RULES, odd_documents

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for folder in ("fixtures", "tests/data")
    for path in sorted((ROOT / folder).rglob("*.md"))
    if path.read_bytes().startswith(b"---")
]
SCHEMA = Draft202012Validator(front_matter_schema())
DATED = "title: T\npublishedAt: 2026-01-31T12:00:00Z"


def as_text(document: bytes):
    return read_tree(split_file(document)).plain()


def as_guessed(document: bytes):
    """With the types that YAML 1.1 guesses; JSON has no dates, and editors show them as text."""
    fenced = split_file(document)
    values = yaml.safe_load(fenced.text[fenced.start : fenced.end])
    return json_values(values)


def json_values(value):
    if isinstance(value, dict):
        return {key: json_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_values(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def refused(values) -> set[str]:
    return {".".join(map(str, error.absolute_path)) for error in SCHEMA.iter_errors(values)}


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(front_matter_schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
@pytest.mark.parametrize("load", [as_text, as_guessed])
def test_every_file_of_ours_is_accepted(file, load):
    assert refused(load(file.read_bytes())) == set()


@settings(max_examples=examples(40), deadline=None)
@given(odd_documents())
def test_what_an_import_accepts_an_editor_accepts(written):
    document, _path, _record = written
    assert refused(as_text(document)) == set()
    try:
        guessed = as_guessed(document)
    except (yaml.YAMLError, ValueError, TypeError):
        return  # YAML 1.1 reads `<<` and `2026-99-99` as what they are not.
    assert refused(guessed) == set()


@pytest.mark.parametrize(
    "line",
    [
        "externalId: 0123", "title: Yes", "title: 2026", "lang: no", "lang:", "draft: 'true'",
        "draft: True", "stickyWeight: '5'", "stickyWeight:", "score: 1e3", "score: '.5'",
        "score: null", "tags:", "tags: [on, 012]", "ai: null", "coverImage: ~", "source:",
        "sentiment:", "updatedAt: '2026-01-31 14:00+02:00'", "updatedAt: 2026-01-31 14:00:00+02:00",
        "x: {y: [1, {z: ~}]}", "ai: {rewritten: null, version: '3', x: 1}", "aliases: [/a/b]",
        "source: {name: 1, key: k, type: RSS, z: y}", "canonicalUrl: ''", "cta: [a, {label: b}]",
        "coverImage: {raw: ../a.jpg, small: null, alt: 7}", "category: 7", "description: |\n  a\n",
    ],
)  # fmt: skip
def test_what_files_really_hold_is_accepted(line):
    lines = [line] if line.startswith("title") else ["title: T", line]
    document = "\n".join(["---", "publishedAt: 2026-01-31T12:00:00Z", *lines, "---", ""]).encode()
    rules = replace(RULES, languages=("en", "no"))
    parse(document, "x/a.md", rules)
    assert refused(as_text(document)) == set()
    assert refused(as_guessed(document)) == set()


@pytest.mark.parametrize(
    ("front", "key"),
    [
        ("draft: true", ""),
        ("title: T", ""),
        ("title: T\npublishedAt:", ""),
        ("title: T\ndraft: false", ""),
        ("title: ''\ndraft: true", "title"),
        ("title: ~\ndraft: true", "title"),
        (f"title: {'x' * 301}\ndraft: true", "title"),
        ("title: [a]\ndraft: true", "title"),
        ("title: T\npublishedAt: 2026-01-31T12:00:00", "publishedAt"),
        ("title: T\npublishedAt: yesterday", "publishedAt"),
        (f"{DATED}\ndraft: maybe", "draft"),
        (f"{DATED}\ndraft:", "draft"),
        (f"{DATED}\nlang: English please", "lang"),
        (f"{DATED}\nexternalId: [a]", "externalId"),
        (f"{DATED}\nsource: wire", "source"),
        (f"{DATED}\nsource: {{name: a, key: b}}", "source"),
        (f"{DATED}\nsource: {{name: a, key: '', type: c}}", "source"),
        (f"{DATED}\nsource: {{name: a, key: b, type: c, url: 'ftp://a.org'}}", "source"),
        (f"{DATED}\ntags: Ports, Cranes", "tags"),
        (f"{DATED}\ntags: ['']", "tags.0"),
        (f"{DATED}\nstickyWeight: high", "stickyWeight"),
        (f"{DATED}\nsentiment: positive", "sentiment"),
        (f"{DATED}\nscore: much", "score"),
        (f"{DATED}\ncoverImage: a.jpg", "coverImage"),
        (f"{DATED}\ncoverImage: {{alt: a}}", "coverImage"),
        (f"{DATED}\ncoverImage: {{raw: null}}", "coverImage"),
        (f"{DATED}\ncoverImage: {{raw: 'javascript:alert(1)'}}", "coverImage"),
        (f"{DATED}\ncoverImage: {{raw: 'http://a.org/b.jpg'}}", "coverImage"),
        (f"{DATED}\ncoverImage: {{raw: /etc/passwd}}", "coverImage"),
        (f"{DATED}\nai: yes please", "ai"),
        (f"{DATED}\nai: {{rewritten: perhaps}}", "ai"),
        (f"{DATED}\ncanonicalUrl: ftp://a.org", "canonicalUrl"),
        (f"{DATED}\ncta: [{{url: 'javascript:x'}}]", "cta.0.url"),
        (f"{DATED}\naliases: [old]", "aliases.0"),
        (f"{DATED}\naliases: [//evil.org]", "aliases.0"),
        (f"{DATED}\nnewsroom: text", "newsroom"),
        (f"{DATED}\nnewsroom: {{cover: text}}", "newsroom"),
        (f"{DATED}\nnewsroom: {{cover: {{focalPoint: [0.5]}}}}", "newsroom"),
        (f"{DATED}\nnewsroom: {{cover: {{rightsUntil: soon}}}}", "newsroom"),
    ],
)
def test_what_an_import_refuses_an_editor_underlines(front, key):
    document = f"---\n{front}\n---\n".encode()
    with pytest.raises(RecordError):
        parse(document, "x/a.md", RULES)
    assert refused(as_text(document)) == {key}
    assert refused(as_guessed(document)) == {key}


@pytest.mark.parametrize(
    ("line", "key"), [("stickyWeight: 40000", "stickyWeight"), ("ai: {version: -1}", "ai")]
)
def test_a_number_out_of_its_range_is_underlined_unless_it_is_quoted(line, key):
    document = f"---\n{DATED}\n{line}\n---\n".encode()
    assert refused(as_guessed(document)) == {key}
    assert refused(as_text(document)) == set()


def test_every_key_of_the_contract_is_explained_and_no_other():
    keys = {field.alias for field in ArticleRecord.model_fields.values()}
    models = {
        "source": SourceRecord,
        "coverImage": CoverRecord,
        "ai": AIRecord,
        "newsroom": DeskRecord,
        "newsroom.cover": CoverNotes,
    }
    for name, model in models.items():
        keys |= {f"{name}.{field.alias}" for field in model.model_fields.values()}
    assert {key for key in keys if not key.startswith("\0")} == set(KEY_DESCRIPTIONS)
    schema = front_matter_schema()
    assert "\0" not in str(schema)
    for key, found in schema["properties"].items():
        assert found["title"] == key
        assert found["description"]
        assert found.get("examples") or "object" in str(found["anyOf"][0]["type"])


def values_with(key: str, value: object) -> dict:
    """Good front matter in which the dotted key has a value."""
    parts = {"source": {"name": "a", "key": "b", "type": "c"}, "coverImage": {"raw": "a.jpg"}}
    *outer, name = key.split(".")
    values = {"title": "T", "publishedAt": "2026-01-31T12:00:00Z"}
    place = values
    for step in outer:
        place = place.setdefault(step, dict(parts.get(step, {})))
    place[name] = value
    return values


@pytest.mark.parametrize("key", [key for key in KEY_DESCRIPTIONS if KEY_DESCRIPTIONS[key][1]])
def test_every_example_is_accepted_by_schema_and_import(key):
    for example in KEY_DESCRIPTIONS[key][1]:
        values = values_with(key, example)
        assert refused(values) == set()
        parse(f"---\n{yaml.safe_dump(values)}---\n".encode(), "x/y/z/w/a.md", RULES)


def test_the_documentation_has_a_good_example_of_every_key():
    page = (ROOT / "docs" / "front-matter.md").read_text(encoding="utf-8")
    examples = dict(re.findall(r"^\| `([\w.]+)` \| .* \| `(.+)` \|$", page, re.MULTILINE))
    assert set(examples) == set(KEY_DESCRIPTIONS)
    for key, example in examples.items():
        ((name, value),) = yaml.safe_load(example).items()
        assert name == key.rpartition(".")[2]
        values = values_with(key, value)
        assert refused(values) == set()
        parse(f"---\n{yaml.safe_dump(values)}---\n".encode(), "x/y/z/w/a.md", RULES)


LIMITS = {
    key: rules["maxLength"] for key, (*_, rules) in KEY_DESCRIPTIONS.items() if "maxLength" in rules
}


@pytest.mark.parametrize(("key", "limit"), LIMITS.items())
def test_the_limits_are_those_of_the_import(key, limit):
    outer, _dot, inner = key.partition(".")
    start = "https://a.org/" if "rl" in key or (outer == "coverImage" and inner not in ("alt", "credit")) else ""  # fmt: skip
    for length, good in ((limit, True), (limit + 1, False)):
        values = values_with(key, start + "x" * (length - len(start)))
        document = f"---\n{yaml.safe_dump(values, width=10**6)}---\n".encode()
        assert (refused(values) == set()) is good
        try:
            parse(document, "x/a.md", RULES)
            accepted = True
        except RecordError:
            accepted = False
        assert accepted is good


@pytest.mark.parametrize("key", ["description", "tags", "aliases", "cta"])
def test_the_limits_of_a_site_are_those_of_its_import(key):
    limits = replace(DEFAULT_LIMITS, **{key: 3})
    schema = Draft202012Validator(front_matter_schema(limits))
    for count, good in ((3, True), (4, False)):
        value = "x" * count if key == "description" else [f"/{n}" for n in range(count)]
        values = {"title": "T", "publishedAt": "2026-01-31T12:00:00Z", key: value}
        document = f"---\n{yaml.safe_dump(values)}---\n".encode()
        assert schema.is_valid(values) is good
        if good:
            parse(document, "x/a.md", replace(RULES, limits=limits))
        else:
            with pytest.raises(RecordError):
                parse(document, "x/a.md", replace(RULES, limits=limits))
