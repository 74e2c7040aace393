"""JSON files that commands take."""

import json
from typing import Any

from django.core.management.base import CommandError

_MOST_BYTES = 1_000_000


def read_json(path: str) -> object:
    """Return what the file at `path` holds, a million characters at most.

    Raises CommandError, with the path, for a file that cannot be read or is no JSON.
    """
    try:
        with open(path, encoding="utf-8") as file:
            return json.loads(file.read(_MOST_BYTES))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: {error}") from error


def read_object(path: str) -> dict[str, Any]:
    """Return the object that the file at `path` holds; raises CommandError for anything else."""
    values = read_json(path)
    if not isinstance(values, dict):
        raise CommandError(f"{path}: write an object")
    return values
