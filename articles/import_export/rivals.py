"""Chooses between several files of one article: the newest, whatever their order."""

import datetime as dt
import os
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from articles.front_matter.exceptions import RecordError
from articles.front_matter.limits import UNLIMITED
from articles.front_matter.problems import Problem
from articles.front_matter.record import ArticleRecord
from articles.import_export.discover import is_same_file
from articles.import_export.originals import parse_original
from articles.import_export.read_file import (
    IncomingFile,
    RefusedFile,
    read_bytes,
    sha256_of,
)
from articles.lib.disk_names import composed
from articles.models import OriginalFile

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_BEFORE_ALL = -(2**63)


class Place(NamedTuple):
    """The way in which a file of this run became its article's: what storing it did, and whether
    that moved the article to another address."""

    outcome: str
    moved: bool = False


class Displaced(NamedTuple):
    """A file that a newer one of its article displaced in the same run, and what storing it did."""

    file: RefusedFile
    outcome: str


@dataclass(frozen=True, slots=True)
class Rival:
    """One of several files of an article: where it is, and its time."""

    root: str
    path: str
    updated_at: dt.datetime | None

    @classmethod
    def of(cls, record: ArticleRecord, file: IncomingFile | OriginalFile) -> "Rival":
        """The rival that a file with this record is to others of its article."""
        return cls(file.root, file.path, record.updated_at)

    @property
    def rank(self) -> tuple[int, str, str]:
        """The rank among the files of the article, the smallest wins: the newest `updatedAt`, any
        before none; of equal ones the first path."""
        time = self.updated_at
        microseconds = _BEFORE_ALL if time is None else (time - _EPOCH) // dt.timedelta.resolution
        return -microseconds, composed(self.path), self.root

    def problem(self, other: "Rival", *, has_id: bool) -> Problem:
        """The problem of this file when `other`, a file of the same article, is taken."""
        words = f"is the same story as {other.path}"
        if self.updated_at == other.updated_at:
            time = "the same time" if self.updated_at else "no updatedAt either"
            words += f", which has {time} and comes first by its path"
        else:
            times = f"{_shown(other.updated_at)}; this one: {_shown(self.updated_at)}"
            words += f", which is newer ({times})"
        hint = (
            "give one of them another externalId."
            if has_id
            else "rename one, or give each an externalId: without it the name of a file is the "
            "address of its story."
        )
        return Problem(
            "same-story",
            words,
            key="externalId" if has_id else "",
            hint=f"Remove one of the two. If they are two stories, {hint}",
        )


def newest_of_each(
    batch: Iterable[tuple[Hashable, IncomingFile]],
) -> Mapping[Hashable, IncomingFile]:
    """The file that wins, by identity of its article."""
    winners: dict[Hashable, IncomingFile] = {}
    for identity, incoming in batch:
        other = winners.setdefault(identity, incoming)
        if rival(incoming).rank < rival(other).rank:
            winners[identity] = incoming
    return winners


def rival(incoming: IncomingFile) -> Rival:
    """The rival that a file of this run is."""
    return Rival.of(incoming.record, incoming)


def is_rival(original: OriginalFile, incoming: IncomingFile, *, in_run: bool) -> bool:
    """Whether the file of the last import is another one that still counts: this run read it
    (`in_run`), or it is on the disk."""
    return not _same_place(original, incoming) and (in_run or original_stands(original, incoming))


def original_stands(original: OriginalFile, incoming: IncomingFile) -> bool:
    """Whether the file of the last import is on the disk still, as another file than `incoming`.

    Otherwise it was moved, or another file took its place, which this run reads for itself. Files
    of other folders, and uploads, are never asked for.
    """
    if not original.root or original.root != incoming.root or _same_place(original, incoming):
        return False
    old = os.path.join(original.root, original.path)
    if is_same_file(old, os.path.join(incoming.root, incoming.path)):
        return False
    try:
        document = read_bytes(old, UNLIMITED)
    except (OSError, RecordError):
        return False
    return sha256_of(document) in (original.sha256, original.mended_sha256)


def _same_place(original: OriginalFile, incoming: IncomingFile) -> bool:
    same_path = composed(original.path) == composed(incoming.path)
    return same_path and original.root == incoming.root


def displace(original: OriginalFile, incoming: IncomingFile, place: Place) -> Displaced:
    """The refusal of the file that this run took for the article before `incoming`."""
    parsed = parse_original(original, incoming.record.lang)
    loser = Rival.of(parsed.record, original)
    problem = loser.problem(rival(incoming), has_id=bool(parsed.record.external_id))
    file = RefusedFile(
        original.root,
        original.path,
        (parsed.with_place(problem),),
        bytes(original.data),
        original.article_id,
    )
    return Displaced(file, place.outcome)


def older_problem(base: ArticleRecord, theirs: ArticleRecord) -> Problem | None:
    """The problem of a file that is older than the one of its article that was imported before."""
    if not base.updated_at or not theirs.updated_at or theirs.updated_at >= base.updated_at:
        return None
    return Problem(
        "older",
        f"is older than what was imported before ({base.updated_at.isoformat()})",
        key="updatedAt",
        value=theirs.updated_at.isoformat(),
        hint="If this is the text to have, give it the time of now.",
    )


def _shown(time: dt.datetime | None) -> str:
    return time.isoformat() if time else "without updatedAt"
