"""The manifest of a backup: what is in it, by name, size and checksum. Pure.

It is written last, so what has no manifest is no backup, and it holds a checksum of itself.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple, Self

from articles.operations.backup.exceptions import CannotRestore

_FORMAT = 1

# What an operator keeps apart from backups: who finds one must not find the keys with it.
LEFT_OUT = (
    "SECRET_KEY and all other settings (.env)",
    "finished pages and static files, which are made again",
)


class BackedUpFile(NamedTuple):
    """A file of a storage: its checksum, its bytes, and the time of its last change there."""

    sha256: str
    size: int
    modified: float


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """Everything that one backup holds.

    `vendor` is that of the database, whose copy has the name `database`; `migrations` are those
    that were applied, as `app.name`, and `rows` the number of rows of each table. `files` are
    those of each storage of settings.STORAGES, by name.
    """

    name: str
    vendor: str
    database: str
    database_sha256: str
    database_size: int
    versions: Mapping[str, str]
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    files: Mapping[str, Mapping[str, BackedUpFile]]
    left_out: tuple[str, ...] = LEFT_OUT

    @property
    def checksums(self) -> set[str]:
        """The checksums of all files of the storages."""
        return {file.sha256 for _storage, _name, file in self.each_file()}

    @property
    def size(self) -> int:
        """The bytes of the database and of all files."""
        return self.database_size + sum(file.size for _storage, _name, file in self.each_file())

    def each_file(self) -> Iterator[tuple[str, str, BackedUpFile]]:
        """(storage, name in it, file) of every file."""
        for storage, files in self.files.items():
            for name, file in files.items():
                yield storage, name, file

    def dump(self) -> bytes:
        """Return the manifest as JSON, with its own checksum."""
        content = asdict(self)
        document = {"format": _FORMAT, "sha256": _digest(content), "backup": content}
        return json.dumps(document, ensure_ascii=False, indent=1).encode()

    @classmethod
    def load(cls, data: bytes) -> Self:
        """Return the manifest of the bytes of its file. Raises CannotRestore for damaged bytes, and
        for a format that this release does not know."""
        try:
            document = json.loads(data)
            content = document["backup"]
            known = document["format"] == _FORMAT
            whole = document["sha256"] == _digest(content)
        except (ValueError, KeyError, TypeError) as error:
            raise CannotRestore("the manifest is damaged") from error
        if not known:
            raise CannotRestore("a newer release made it: restore it with that one")
        if not whole:
            raise CannotRestore("the manifest is damaged")
        content["files"] = {
            storage: {name: BackedUpFile(*file) for name, file in files.items()}
            for storage, files in content["files"].items()
        }
        lists = {key: tuple(content[key]) for key in ("migrations", "left_out")}
        return cls(**content | lists)


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
