"""Reads an article file into an `ArticleRecord` and writes a record as a file."""

import datetime as dt
import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Protocol

from pydantic import ValidationError

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import FencedText, decode_file, split_file
from articles.front_matter.handler import ArticleFileHandler
from articles.front_matter.leftovers import without_leftovers
from articles.front_matter.limits import DEFAULT_LIMITS, FileLimits, setting_name
from articles.front_matter.mojibake import Repair, repair_text, repair_values
from articles.front_matter.nodes import Node, read_tree
from articles.front_matter.other_names import other_name_hint
from articles.front_matter.problems import Problem, dotted_key
from articles.front_matter.record import BODY, SLUG, VARIANTS, ArticleRecord
from articles.front_matter.schema import record_error, record_values, validate_values, with_place
from articles.lib.disk_names import composed
from articles.lib.text import MAX_SLUG, slugify

MARKDOWN_ENDINGS = {".md", ".markdown"}
# Names that are nearly an address: they keep their whole length.
_NEARLY_SLUG = re.compile(r"[A-Za-z0-9_-]{1,200}")
_MISSING = {"missing", "published-at-missing"}
# Names that say nothing: the folder has the name (Hugo's page bundles).
_INDEX = {"index", "_index"}


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The settings by which a site reads its files: languages, limits, and whether damaged text is
    repaired (`articles.front_matter.mojibake`)."""

    languages: tuple[str, ...]
    default_language: str
    repair: bool = True
    limits: FileLimits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's record, the repairs that were made to it, and its bytes.

    Positions in the file are computed from the bytes on demand: few files need any, and without
    them a worker process returns less.
    """

    record: ArticleRecord
    repairs: tuple[Repair, ...]
    document: bytes

    @property
    def fenced(self) -> FencedText:
        """The text of the file with the places of its fences; computed on each access."""
        return split_file(self.document)

    @property
    def tree(self) -> Node:
        """The front matter as nodes with positions; parsed again on each access."""
        return read_tree(self.fenced)

    def problem(self, path: tuple[str | int, ...], code: str, message: str) -> Problem:
        """The problem of a later step with the value at `path`, with its line and column."""
        fenced = self.fenced
        return with_place(
            Problem(code, message, key=dotted_key(path)), path, read_tree(fenced), fenced
        )

    def with_place(self, problem: Problem) -> Problem:
        """`problem` with the line and column of its top-level key."""
        return with_place(problem, (problem.key,), self.tree, self.fenced)


def parse(document: bytes, path: str, rules: SiteRules) -> ParsedFile:
    """Read a file. `path` is relative to the import root, with `/` between its parts.

    The file's name gives the slug, and the language where no key does. Raises RecordError with
    all problems of the file.
    """
    limits = rules.limits
    if len(document) > limits.bytes:
        raise too_large_error(len(document), limits)
    handler = ArticleFileHandler(limits)
    front_matter_text, body = handler.split(decode_file(document))
    values = handler.load(front_matter_text)
    repairs: list[Repair] = []
    if rules.repair:
        repairs = repair_values(values, limits)
        # A body over the limit is refused below and need not be searched first.
        repaired = repair_text(body) if len(body) <= limits.body else body
        if repaired != body:
            repairs.append(Repair("body", body, repaired))
            body = repaired
    repairs = without_leftovers(values, repairs)
    stem, named_language = _split_name(path, rules)
    values["lang"] = (
        _language(values.get("lang"), rules) or named_language or rules.default_language
    )
    values[SLUG] = _slug(stem, values)
    values[BODY] = body
    problems = [*_unknown_language(values["lang"], rules), *_outside_root(values, path)]
    try:
        record = validate_values(values, limits)
    except ValidationError as error:
        raise _refusal(problems, error, split_file(document), values) from error
    if problems:
        raise _refusal(problems, None, split_file(document), values)
    return ParsedFile(record, tuple(repairs), document)


def too_large_error(size: int, limits: FileLimits) -> RecordError:
    """The error for a file of `size` bytes, which is over the limit."""
    name = setting_name("bytes")
    message = f"the file has {size} bytes, more than {limits.bytes} ({name})"
    return RecordError([Problem("too-large", message, hint=f"Shorten it, or raise {name}.")])


def _refusal(
    problems: Iterable[tuple[Problem, tuple[str | int, ...]]],
    error: ValidationError | None,
    fenced: FencedText,
    values: dict[str, object],
) -> RecordError:
    """All problems of a file with their places, which only a refused file needs."""
    tree = read_tree(fenced)
    # A value that is no language tag is reported once, not also as no language of this site.
    by_code_and_key = {
        (problem.code, problem.key): with_place(problem, path, tree, fenced)
        for problem, path in problems
    }
    for problem in record_error(error, tree, fenced).problems if error else ():
        if problem.code in _MISSING and (hint := other_name_hint(problem.key, values)):
            problem = replace(problem, hint=hint)
        by_code_and_key.setdefault((problem.code, problem.key), problem)
    return RecordError(by_code_and_key.values())


def dump(record: ArticleRecord) -> bytes:
    """Write a record in the canonical style: UTF-8, LF, a newline at the end."""
    return dump_values(record_values(record), record.body)


def dump_values(front_matter: dict[str, object], body: str) -> bytes:
    """Write a front matter of plain values and a Markdown body in the canonical style."""
    # Imported here, since only writing needs it.
    import frontmatter

    post = frontmatter.Post(body)
    # Not as keywords: a key may have the name of one of the library's own.
    post.metadata = front_matter
    return frontmatter.dumps(post, handler=ArticleFileHandler()).encode("utf-8")


class Placed(Protocol):
    """An article or its record: what the path of its file is made of."""

    @property
    def published_at(self) -> dt.datetime | None:
        """The time of publication, in UTC."""

    @property
    def slug(self) -> str:
        """The name of the file."""

    @property
    def lang(self) -> str:
        """The language, for the name of the file."""


def export_path(article: Placed) -> str:
    """The path of the file of an article that has none: `2026/01/<slug>.<lang>.md`, or `drafts/…`
    without a date."""
    date = article.published_at
    folder = f"{date.year:04}/{date.month:02}" if date else "drafts"
    if article.slug in _INDEX:
        folder = f"{folder}/{article.slug}"
    return f"{folder}/{article.slug}.{article.lang}.md"


def _split_name(path: str, rules: SiteRules) -> tuple[str, str]:
    """(name, language) that the file's path gives; both empty without a Markdown suffix."""
    name = PurePosixPath(composed(path))
    if name.suffix.lower() not in MARKDOWN_ENDINGS:
        return "", ""
    stem, dot, ending = name.stem.rpartition(".")
    language = _language(ending, rules)
    if not (dot and stem and language in rules.languages):
        stem, language = name.stem, ""
    return (name.parent.name or stem) if stem.lower() in _INDEX else stem, str(language)


def _language(value: object, rules: SiteRules) -> object:
    """The site's spelling of a language; any other value unchanged, for the validator."""
    if not isinstance(value, str):
        return value
    spellings = {code.lower(): code for code in rules.languages}
    return spellings.get(value.strip().lower(), value)


def _slug(stem: str, values: dict[str, object]) -> str:
    title = values.get("title")
    text = title if isinstance(title, str) else ""
    nearly = _NEARLY_SLUG.fullmatch(stem)
    slug = (slugify(stem, MAX_SLUG) if nearly else slugify(stem)) or slugify(text)
    # A title without letters or digits gives no slug.
    return slug or "story-" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _unknown_language(
    lang: object, rules: SiteRules
) -> list[tuple[Problem, tuple[str | int, ...]]]:
    if not isinstance(lang, str) or lang in rules.languages:
        return []
    hint = f"This site's languages are {', '.join(rules.languages)} (SITE_LANGUAGES)."
    problem = Problem("unknown-language", "is not a language of this site", key="lang", hint=hint)
    return [(problem, ("lang",))]


def _outside_root(
    values: dict[str, object], path: str
) -> list[tuple[Problem, tuple[str | int, ...]]]:
    """A problem for each relative path of the cover that leads out of the import root."""
    cover = values.get("coverImage")
    problems: list[tuple[Problem, tuple[str | int, ...]]] = []
    for key, url in cover.items() if isinstance(cover, dict) else ():
        if key not in VARIANTS or not isinstance(url, str) or ":" in url:
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), url))
        if target == ".." or target.startswith("../"):
            problem = Problem(
                "outside-root",
                "leads out of the folder that is imported",
                key=f"coverImage.{key}",
                hint="Import the folder above as well.",
            )
            problems.append((problem, ("coverImage", key)))
    return problems
