"""Reads one file for an import: bytes, record, rendered text, cover images.

Knows no database, so that worker processes can do it.
"""

import hashlib
import os
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import ParsedFile, SiteRules, parse, too_large_error
from articles.front_matter.limits import FileLimits
from articles.front_matter.mojibake import Repair
from articles.front_matter.problems import Problem, printable
from articles.front_matter.record import ArticleRecord
from articles.front_matter.schema import ai_values
from articles.images.storing import StoredImage
from articles.import_export.cover_files import copy_cover
from articles.import_export.discover import FoundFile, open_file
from articles.import_export.text_picture_files import TextPicture, copy_text_pictures
from articles.lib.provenance import machine_part
from articles.rendering.body_warnings import PICTURE_FILE, BodyWarning, body_warnings
from articles.rendering.derived import Derived, derive
from articles.rendering.links import SiteHosts

# How often a file is read that somebody is writing meanwhile.
_ATTEMPTS = 2


class KnownFile(NamedTuple):
    """The article that a path was imported as, and the hashes of the bytes that it came from."""

    article_id: int
    sha256: str
    mended_sha256: str = ""


class UnchangedFile(NamedTuple):
    """A file whose bytes were imported before. `folder` is the import root on the disk."""

    root: str
    path: str
    article_id: int
    folder: str


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file with problems.

    `document` is None when it could not be read or is too large. `article_id` is the article that
    was imported from its path before. `mended_sha256` is set when an editor made the document of
    the bytes with that hash. `trace` is the traceback of an error that nobody expected.
    """

    root: str
    path: str
    problems: tuple[Problem, ...]
    document: bytes | None = None
    article_id: int | None = None
    mended_sha256: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that may enter the database.

    `mended_sha256` is the hash of the refused bytes that it replaces. `derived` is None when the
    text is rendered on write. `warnings` have lines of the file. `cover_copies` maps names of sizes
    to our copies of local images, `text_pictures` paths in the text to those of its pictures. A new
    draft is put before the editors at once if it is `for_review`, as those are that a machine made.
    """

    root: str
    path: str
    document: bytes
    sha256: str
    record: ArticleRecord
    derived: Derived | None
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[BodyWarning, ...] = ()
    cover_copies: Mapping[str, StoredImage] = field(default_factory=dict)
    text_pictures: Mapping[str, TextPicture] = field(default_factory=dict)
    mended_sha256: str = ""
    for_review: bool = False


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """The options of reading files. A dry run inspects images and copies none.

    `root_name` replaces the path of the import root in the database: uploads have no root there.
    """

    rules: SiteRules
    hosts: SiteHosts
    dry_run: bool = False
    root_name: str | None = None

    def stored_root(self, root: str) -> str:
        """The value that the database has for the import root `root`."""
        return root if self.root_name is None else self.root_name


def read_file(
    file: FoundFile, known: KnownFile | None, options: ReadingOptions
) -> UnchangedFile | RefusedFile | IncomingFile:
    """Read one file; `known` is what the database has of its path.

    No file raises anything: an error that nobody expected is a problem of this file, and does not
    end the run of the others.
    """
    document: bytes | None = None
    trace = ""
    try:
        document = file.document
        if document is None:
            document = read_bytes(file.file, options.rules.limits)
        sha256 = sha256_of(document)
        # A document that an editor mended is stored also when it equals what was imported before:
        # the hash of the bytes that it replaces must be stored.
        if known and not file.mended_sha256 and sha256 in (known.sha256, known.mended_sha256):
            root = options.stored_root(file.root)
            return UnchangedFile(root, file.path, known.article_id, file.root)
        return parse_file(document, file, options)
    except RecordError as error:
        problems = error.problems
    except OSError as error:
        problems = (unreadable_problem(error),)
    except Exception as error:  # noqa: BLE001 - the last guard, around everything that a file runs
        problems, trace = (internal_problem(error),), traceback.format_exc()
    return RefusedFile(
        options.stored_root(file.root),
        file.path,
        problems,
        document,
        known.article_id if known else None,
        file.mended_sha256,
        trace,
    )


def unreadable_problem(error: OSError) -> Problem:
    """The problem of a file that the system does not give out."""
    hint = "Is it there, and may the user that imports read it?"
    return Problem("unreadable", error.strerror or str(error), hint=hint)


def internal_problem(error: Exception) -> Problem:
    """The problem of a file whose reading or storing met an error that nobody expected."""
    words = f"{type(error).__name__}: {printable(str(error))}"
    return Problem(
        "internal",
        f"an error of the program, not of the file: {words}",
        hint="Please report it, with the traceback in the log and this file.",
    )


def parse_file(document: bytes, file: FoundFile, options: ReadingOptions) -> IncomingFile:
    """Validate and render the bytes of a file, and copy the local images of its cover and text.

    Raises RecordError with every problem, or OSError when an image cannot be read.
    """
    parsed = parse(document, file.path, options.rules)
    record = parsed.record
    pictures = copy_text_pictures(file, record.body, options.dry_run)
    hosts = options.hosts._replace(files=pictures.names)
    return IncomingFile(
        root=options.stored_root(file.root),
        path=file.path,
        document=document,
        sha256=sha256_of(document),
        record=record,
        derived=derive(
            title=record.title,
            description=record.description,
            body=record.body,
            lang=record.lang,
            hosts=hosts,
            machine_part=machine_part(ai_values(record)),
        ),
        repairs=parsed.repairs,
        warnings=_warnings(parsed, hosts, pictures.refused),
        cover_copies=copy_cover(file, parsed, options.dry_run),
        text_pictures=pictures.taken,
        mended_sha256=file.mended_sha256,
    )


def _warnings(
    parsed: ParsedFile, hosts: SiteHosts, refused: Mapping[str, str]
) -> tuple[BodyWarning, ...]:
    """The warnings about the text, with lines of the file, and with the reasons of pictures that
    were `refused`, by path."""
    warnings = body_warnings(parsed.record.body, hosts)
    if not warnings:
        return ()
    fenced = parsed.fenced
    before = fenced.position(fenced.body)[0] - 1
    return tuple(
        replace(
            warning,
            line=warning.line + before,
            shown=f"{warning.shown}: {reason}" if reason else warning.shown,
        )
        for warning in warnings
        for reason in [refused.get(warning.shown) if warning.code == PICTURE_FILE else None]
    )


def with_positions(
    problems: Iterable[Problem], incoming: IncomingFile, options: ReadingOptions
) -> tuple[Problem, ...]:
    """`problems` that were found after reading, with the lines and columns of their keys."""
    parsed = parse(incoming.document, incoming.path, options.rules)
    return tuple(parsed.with_place(problem) for problem in problems)


def sha256_of(document: bytes) -> str:
    """The SHA-256 of a document in hexadecimal."""
    return hashlib.sha256(document).hexdigest()


def read_bytes(file: str, limits: FileLimits) -> bytes:
    """The bytes of a file of the disk.

    Raises OSError, and RecordError for one that is too large or changes meanwhile.
    """
    for _ in range(_ATTEMPTS):
        with open_file(file) as stream:
            before = os.fstat(stream.fileno())
            if before.st_size > limits.bytes:
                raise too_large_error(before.st_size, limits)
            document = stream.read(min(limits.bytes, before.st_size) + 1)
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return document
    problem = Problem(
        "changed-while-read",
        "the file changed while it was read",
        hint="Import it again when nobody is writing it.",
    )
    raise RecordError([problem])
