"""One file ⇄ one record."""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import FencedText, decode_file, split_file
from articles.front_matter.handler import ArticleFileHandler
from articles.front_matter.limits import DEFAULT_LIMITS, FileLimits, setting_name
from articles.front_matter.mojibake import Repair, repair_text, repair_values
from articles.front_matter.nodes import Node, read_tree
from articles.front_matter.problems import Problem, dotted_key
from articles.front_matter.record import BODY, SLUG, ArticleRecord
from articles.front_matter.schema import record_error, record_values, validate_values, with_place
from articles.lib.text import slugify

MARKDOWN_ENDINGS = {".md", ".markdown"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,199}")


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site expects of its files: its languages, how much they may hold, and whether
    damaged text is mended."""

    languages: tuple[str, ...]
    default_language: str
    repair: bool = True
    limits: FileLimits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's record and what was mended on the way; its bytes, for where things stand in it.

    Places are read again when they are asked for: few files need any, and without them a
    worker process hands the result over cheaply.
    """

    record: ArticleRecord
    repairs: tuple[Repair, ...]
    document: bytes

    @property
    def fenced(self) -> FencedText:
        """The file's parts."""
        return split_file(self.document)

    @property
    def tree(self) -> Node:
        """The front matter with the places of its values."""
        return read_tree(self.fenced)

    def problem(self, path: tuple[str | int, ...], code: str, message: str) -> Problem:
        """A problem with the value at `path`, found later, with its place in the file."""
        fenced = self.fenced
        return with_place(
            Problem(code, message, key=dotted_key(path)), path, read_tree(fenced), fenced
        )

    def place(self, problem: Problem) -> Problem:
        """`problem` with the place of its top-level key in the file."""
        return with_place(problem, (problem.key,), self.tree, self.fenced)


def parse(document: bytes, path: str, rules: SiteRules) -> ParsedFile:
    """Read a file. `path` is below the import root, with `/` between its parts.

    The file's name gives the address, and the language where no key does. Raises RecordError
    with every problem of the file.
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
        # A text that is too long will be refused, and need not be looked through first.
        mended = repair_text(body) if len(body) <= limits.body else body
        if mended != body:
            repairs.append(Repair("body", body, mended))
            body = mended
    stem, named_language = _name(path, rules)
    values["lang"] = (
        _language(values.get("lang"), rules) or named_language or rules.default_language
    )
    values[SLUG] = _slug(stem, values)
    values[BODY] = body
    found = [*_unknown_language(values["lang"], rules), *_outside(values, path)]
    try:
        record = validate_values(values, limits)
    except ValidationError as error:
        raise _refused(found, error, split_file(document)) from error
    if found:
        raise _refused(found, None, split_file(document))
    return ParsedFile(record, tuple(repairs), document)


def too_large_error(size: int, limits: FileLimits) -> RecordError:
    """The refusal of a file of `size` bytes."""
    name = setting_name("bytes")
    message = f"the file has {size} bytes, more than {limits.bytes} ({name})"
    return RecordError([Problem("too-large", message, hint=f"Shorten it, or raise {name}.")])


def _refused(
    found: Iterable[tuple[Problem, tuple[str | int, ...]]],
    error: ValidationError | None,
    fenced: FencedText,
) -> RecordError:
    """All that is wrong, with its places, which only now are worth looking for."""
    tree = read_tree(fenced)
    # What is not a language at all is not one of the site's either: said once.
    told = {
        (problem.code, problem.key): with_place(problem, path, tree, fenced)
        for problem, path in found
    }
    for problem in record_error(error, tree, fenced).problems if error else ():
        told.setdefault((problem.code, problem.key), problem)
    return RecordError(told.values())


def dump(record: ArticleRecord) -> bytes:
    """The record as a file in the style of the real ones: UTF-8, LF, a newline at the end."""
    return dump_values(record_values(record), record.body)


def dump_values(front_matter: dict[str, Any], body: str) -> bytes:
    """A mapping of text, numbers, lists and mappings, and a Markdown text, as a file."""
    # Only writing needs it.
    import frontmatter

    post = frontmatter.Post(body)
    # Not as keywords: a key may have the name of one of the library's own.
    post.metadata = front_matter
    return frontmatter.dumps(post, handler=ArticleFileHandler()).encode("utf-8")


def export_path(record: ArticleRecord) -> str:
    """Where the record's file belongs: `2026/01/<slug>.<lang>.md`, undated in `drafts/`."""
    when = record.published_at
    folder = f"{when.year:04}/{when.month:02}" if when else "drafts"
    return f"{folder}/{record.slug}.{record.lang}.md"


def _name(path: str, rules: SiteRules) -> tuple[str, str]:
    """(what the file's name says of the address, of the language); empty for other files."""
    name = PurePosixPath(path)
    if name.suffix.lower() not in MARKDOWN_ENDINGS:
        return "", ""
    stem, dot, ending = name.stem.rpartition(".")
    language = _language(ending, rules)
    if dot and stem and language in rules.languages:
        return stem, language
    return name.stem, ""


def _language(given: Any, rules: SiteRules) -> Any:
    """The site's spelling of a language; anything else as it is, for the validator to judge."""
    if not isinstance(given, str):
        return given
    spelt = {code.lower(): code for code in rules.languages}
    return spelt.get(given.strip().lower(), given)


def _slug(stem: str, values: dict[str, Any]) -> str:
    if _SLUG.fullmatch(stem):
        return stem
    title = values.get("title")
    text = title if isinstance(title, str) else ""
    made = slugify(stem) or slugify(text)
    # A title of signs and pictures only has no letters to make an address of.
    return made or "story-" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _unknown_language(lang: Any, rules: SiteRules) -> list[tuple[Problem, tuple[str | int, ...]]]:
    if not isinstance(lang, str) or lang in rules.languages:
        return []
    hint = f"This site's languages are {', '.join(rules.languages)} (SITE_LANGUAGES)."
    problem = Problem("unknown-language", "is not a language of this site", key="lang", hint=hint)
    return [(problem, ("lang",))]


def _outside(values: dict[str, Any], path: str) -> list[tuple[Problem, tuple[str | int, ...]]]:
    """Relative paths of the cover that lead out of the import root."""
    cover = values.get("coverImage")
    found: list[tuple[Problem, tuple[str | int, ...]]] = []
    for key, url in cover.items() if isinstance(cover, dict) else ():
        if not isinstance(url, str) or ":" in url:
            continue
        where = posixpath.normpath(posixpath.join(posixpath.dirname(path), url))
        if where == ".." or where.startswith("../"):
            problem = Problem(
                "outside-root",
                "leads out of the folder that is imported",
                key=f"coverImage.{key}",
                hint="Import the folder above as well.",
            )
            found.append((problem, ("coverImage", key)))
    return found
