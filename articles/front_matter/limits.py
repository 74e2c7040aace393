"""How much one article may hold: the settings `IMPORT_MAX_…`, for modules that read no settings."""

import sys
from dataclasses import dataclass, fields

# What nests deeper is walked by functions that call themselves, here and in libraries.
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class FileLimits:
    """The most that is accepted; every error names the setting that a limit comes from."""

    # Bytes of a file.
    bytes: int = 10 * 1024 * 1024
    # Values of a file's front matter, and how deep they nest.
    values: int = 20_000
    depth: int = 20
    # Characters of the two long texts.
    body: int = 2_000_000
    description: int = 5_000
    # Entries of the lists.
    tags: int = 200
    aliases: int = 100
    cta: int = 20


def setting_name(name: str) -> str:
    """The setting of a limit: `IMPORT_MAX_TAGS` for `tags`."""
    return f"IMPORT_MAX_{name.upper()}"


DEFAULT_LIMITS = FileLimits()
# For what was accepted before: a limit that is lowered later refuses new files only.
UNLIMITED = FileLimits(
    **(
        dict.fromkeys((limit.name for limit in fields(FileLimits)), sys.maxsize)
        | {"depth": MAX_DEPTH}
    )
)
