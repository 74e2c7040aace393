"""Reads one file for an import: bytes, record, rendered text, cover images.

Knows no database, so that worker processes can do it.
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
from articles.images.covers import StoredImage, inspect_image, store_copy
from articles.images.exceptions import BadImage
from articles.import_export.discover import FoundFile
from articles.rendering.derived import Derived, derive

# How often a file is read that somebody is writing meanwhile.
_ATTEMPTS = 2


class KnownFile(NamedTuple):
    """The article that a path was imported as, and the hashes of the bytes that it came from."""

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
    """A file with problems.

    `document` is None when it could not be read or is too large. `article_id` is the article that
    was imported from its path before. `mended_sha256` is set when an editor made the document of
    the bytes with that hash.
    """

    root: str
    path: str
    problems: tuple[Problem, ...]
    document: bytes | None = None
    article_id: int | None = None
    mended_sha256: str = ""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that may enter the database.

    `mended_sha256` is the hash of the refused bytes that it replaces. `derived` is None when the
    text is rendered on write. `cover_copies` maps names of sizes to our copies of local images.
    """

    root: str
    path: str
    document: bytes
    sha256: str
    record: ArticleRecord
    derived: Derived | None
    repairs: tuple[Repair, ...] = ()
    cover_copies: Mapping[str, StoredImage] = field(default_factory=dict)
    mended_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """The options of reading files. A dry run inspects images and copies none.

    `root_name` replaces the path of the import root in the database: uploads have no root there.
    """

    rules: SiteRules
    site_host: str
    dry_run: bool = False
    root_name: str | None = None

    def stored_root(self, root: str) -> str:
        """The value that the database has for the import root `root`."""
        return root if self.root_name is None else self.root_name


def read_file(
    file: FoundFile, known: KnownFile | None, options: ReadingOptions
) -> UnchangedFile | RefusedFile | IncomingFile:
    """Read one file; `known` is what the database has of its path. A bad file raises nothing."""
    document: bytes | None = None
    try:
        document = file.document
        if document is None:
            document = _read_bytes(file.file, options.rules.limits)
        sha256 = sha256_of(document)
        # A document that an editor mended is stored also when it equals what was imported before:
        # the hash of the bytes that it replaces must be stored.
        if known and not file.mended_sha256 and sha256 in (known.sha256, known.mended_sha256):
            return UnchangedFile(options.stored_root(file.root), file.path, known.article_id)
        return parse_file(document, file, options)
    except RecordError as error:
        problems = error.problems
    except OSError as error:
        problems = (Problem("unreadable", error.strerror or str(error)),)
    return RefusedFile(
        options.stored_root(file.root),
        file.path,
        problems,
        document,
        known.article_id if known else None,
        file.mended_sha256,
    )


def parse_file(document: bytes, file: FoundFile, options: ReadingOptions) -> IncomingFile:
    """Validate and render the bytes of a file, and copy its cover's local images.

    Raises RecordError with every problem, or OSError when an image cannot be read.
    """
    parsed = parse(document, file.path, options.rules)
    record = parsed.record
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
            site_host=options.site_host,
        ),
        repairs=parsed.repairs,
        cover_copies=_copy_cover(file, parsed, options.dry_run),
        mended_sha256=file.mended_sha256,
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


def _read_bytes(file: str, limits: FileLimits) -> bytes:
    for _ in range(_ATTEMPTS):
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


def _copy_cover(file: FoundFile, parsed: ParsedFile, dry_run: bool) -> dict[str, StoredImage]:
    """Copy the cover's local images, by size. Raises RecordError with the problems of all."""
    cover = parsed.record.cover_image
    copies: dict[str, StoredImage] = {}
    problems = []
    for size, url in cover.sizes.items() if cover else ():
        if url.startswith("https://"):
            continue
        key = ("coverImage", size)
        image = os.path.realpath(os.path.join(os.path.dirname(file.file), url))
        try:
            if not file.root:
                raise BadImage("the picture did not come along: upload both in one zip")
            # A symbolic link may lead out of the root although the written path does not.
            if not image.startswith(os.path.realpath(file.root) + os.sep):
                raise BadImage("the picture lies outside the folder that is imported")
            copies[size] = inspect_image(image) if dry_run else store_copy(image)
        except FileNotFoundError:
            problems.append(parsed.problem(key, "cover-missing", f"no file {url}"))
        except BadImage as error:
            problems.append(parsed.problem(key, "cover-refused", str(error)))
    if problems:
        raise RecordError(problems)
    return copies
