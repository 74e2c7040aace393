"""Size limits of one article: the settings `IMPORT_MAX_…` as a value, for pure modules."""

import sys
from dataclasses import dataclass, fields

# The most that the setting may allow: deeper values would exhaust recursive functions.
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class FileLimits:
    """The largest sizes that are accepted. Errors name the setting of the limit."""

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
    """The name of a limit's setting: `IMPORT_MAX_TAGS` for `tags`."""
    return f"IMPORT_MAX_{name.upper()}"


DEFAULT_LIMITS = FileLimits()
# For files that were accepted before: lowering a limit refuses new files only.
UNLIMITED = FileLimits(
    **(
        dict.fromkeys((limit.name for limit in fields(FileLimits)), sys.maxsize)
        | {"depth": MAX_DEPTH}
    )
)
