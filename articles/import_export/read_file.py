"""Reads one file for an import: bytes, record, rendered text, pictures. Knows no database, so
that worker processes can do it.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import ParsedFile, SiteRules, parse, too_large_error
from articles.front_matter.limits import FileLimits
from articles.front_matter.mojibake import Repair
from articles.front_matter.problems import Problem
from articles.front_matter.record import ArticleRecord
from articles.images.covers import BadImage, StoredPicture, keep_copy, look_at
from articles.import_export.discover import FoundFile
from articles.rendering.derived import Derived, derive

_TRIES = 2


class KnownFile(NamedTuple):
    """What the database has of a path: the article, and the bytes it was last imported from."""

    article_id: int
    sha256: str
    mended_sha256: str = ""


class UnchangedFile(NamedTuple):
    """A file whose bytes were imported before."""

    root: str
    path: str
    article_id: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file with problems. `document` is None when it could not be read, or is too large.
    `article_id` is the article that was imported from its path before. `mended_sha256`: the
    document is an editor's, made of those bytes."""

    root: str
    path: str
    problems: tuple[Problem, ...]
    document: bytes | None = None
    article_id: int | None = None
    mended_sha256: str = ""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that may enter the database. `mended_sha256` names the refused bytes it replaces.
    `derived` None: the text is rendered when it is written."""

    root: str
    path: str
    document: bytes
    sha256: str
    record: ArticleRecord
    derived: Derived | None
    repairs: tuple[Repair, ...] = ()
    pictures: Mapping[str, StoredPicture] = field(default_factory=dict)
    mended_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How files are read. A dry run looks at pictures and copies none.

    `root_name` is what the database calls the import's folder, where that is not its path.
    """

    rules: SiteRules
    site_host: str
    dry_run: bool = False
    root_name: str | None = None

    def name_of(self, root: str) -> str:
        """What the database calls the folder `root`."""
        return root if self.root_name is None else self.root_name


def read(
    found: FoundFile, known: KnownFile | None, how: ReadingOptions
) -> UnchangedFile | RefusedFile | IncomingFile:
    """One file. `known` is what the database has of its path."""
    document: bytes | None = None
    try:
        document = found.document
        if document is None:
            document = _bytes(found.file, how.rules.limits)
        sha256 = digest(document)
        # What an editor mended is stored also when it says what was imported before: the bytes
        # that it replaces must be remembered.
        if known and not found.mended_sha256 and sha256 in (known.sha256, known.mended_sha256):
            return UnchangedFile(how.name_of(found.root), found.path, known.article_id)
        return prepare(document, found, how)
    except RecordError as error:
        return _refused(found, how, known, error.problems, document)
    except OSError as error:
        problem = Problem("unreadable", error.strerror or str(error))
        return _refused(found, how, known, (problem,), document)


def _refused(
    found: FoundFile,
    how: ReadingOptions,
    known: KnownFile | None,
    problems: tuple[Problem, ...],
    document: bytes | None,
) -> RefusedFile:
    article_id = known.article_id if known else None
    name = how.name_of(found.root)
    return RefusedFile(name, found.path, problems, document, article_id, found.mended_sha256)


def prepare(document: bytes, found: FoundFile, how: ReadingOptions) -> IncomingFile:
    """The file's bytes, checked and rendered. Raises RecordError, or OSError for its pictures."""
    parsed = parse(document, found.path, how.rules)
    record = parsed.record
    return IncomingFile(
        root=how.name_of(found.root),
        path=found.path,
        document=document,
        sha256=digest(document),
        record=record,
        derived=derive(
            title=record.title,
            description=record.description,
            body=record.body,
            lang=record.lang,
            site_host=how.site_host,
        ),
        repairs=parsed.repairs,
        pictures=_pictures(found, parsed, how.dry_run),
        mended_sha256=found.mended_sha256,
    )


def located(
    problems: Iterable[Problem], incoming: IncomingFile, how: ReadingOptions
) -> tuple[Problem, ...]:
    """`problems` that were found after the reading, with the places of their keys."""
    parsed = parse(incoming.document, incoming.path, how.rules)
    return tuple(parsed.with_place(problem) for problem in problems)


def digest(document: bytes) -> str:
    """The name of these bytes: SHA-256 in hexadecimal."""
    return hashlib.sha256(document).hexdigest()


def _bytes(file: str, limits: FileLimits) -> bytes:
    for _ in range(_TRIES):
        with open(file, "rb") as stream:
            before = os.fstat(stream.fileno())
            if before.st_size > limits.bytes:
                raise too_large_error(before.st_size, limits)
            document = stream.read(limits.bytes + 1)
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return document
    problem = Problem(
        "changed-while-read",
        "the file changed while it was read",
        hint="Import it again when nobody is writing it.",
    )
    raise RecordError([problem])


def _pictures(found: FoundFile, parsed: ParsedFile, dry_run: bool) -> dict[str, StoredPicture]:
    """Copies of the cover's local files. Raises RecordError with every picture's problem."""
    cover = parsed.record.cover_image
    kept: dict[str, StoredPicture] = {}
    problems = []
    for name, url in cover.sizes.items() if cover else ():
        if url.startswith("https://"):
            continue
        place = ("coverImage", name)
        file = os.path.realpath(os.path.join(os.path.dirname(found.file), url))
        try:
            if not found.root:
                raise BadImage("the picture did not come along: upload both in one zip")
            # A symbolic link may lead out of the root although the written path does not.
            if not file.startswith(os.path.realpath(found.root) + os.sep):
                raise BadImage("the picture lies outside the folder that is imported")
            kept[name] = look_at(file) if dry_run else keep_copy(file)
        except FileNotFoundError:
            problems.append(parsed.problem(place, "cover-missing", f"no file {url}"))
        except BadImage as error:
            problems.append(parsed.problem(place, "cover-refused", str(error)))
    if problems:
        raise RecordError(problems)
    return kept
