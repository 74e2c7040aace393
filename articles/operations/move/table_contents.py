"""The rows of a table as values of Python, and a checksum of them that knows no order."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

# Rows that are read at once: an article has some 20 kB in Python, and long ones ten times that.
_CHUNK = 100


@dataclass(slots=True)
class TableChecksum:
    """The number of rows, and the sum of the hashes of all: equal in whatever order they came."""

    rows: int = 0
    total: int = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Take account of one row."""
        digest = hashlib.blake2b("\0".join(map(_text, row)).encode(), digest_size=16).digest()
        self.rows += 1
        self.total = (self.total + int.from_bytes(digest)) % 2**128


def table_columns(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The fields of a model that have a column which is written, in the order of `table_rows()`."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def table_rows(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    """Every row of the model's table in the database `alias`, a few at a time."""
    names = [field.attname for field in table_columns(model)]
    # A manager of its own may hide rows.
    rows: Any = models.QuerySet(model, using=alias)
    return rows.order_by().values_list(*names).iterator(_CHUNK)


def checksum(model: type[models.Model], alias: str) -> TableChecksum:
    """Return the checksum of a table. One query."""
    sum_of_rows = TableChecksum()
    for row in table_rows(model, alias):
        sum_of_rows.add(row)
    return sum_of_rows


def _text(value: Any) -> str:
    """A form that is the same whichever database the value came from."""
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, ensure_ascii=True)
    if isinstance(value, memoryview):
        return repr(bytes(value))
    return repr(value)
