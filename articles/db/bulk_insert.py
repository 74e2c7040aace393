"""Inserts many rows at once, from tuples of values.

`bulk_create()` makes an object for every row and asks every field about every value. An article
has sixteen rows: with `bulk_create()` the process that writes an import needs 80 % more processor
time. Here only those kinds of column are converted that a driver does not take as they are.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

Converter = Callable[[Any], Any]


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for `count` new rows that no other writer will get. One query, none for no rows.

    Call it in the transaction that inserts them: on SQLite the write lock reserves them.
    """
    if not count:
        return ()
    reserve = {"sqlite": _ids_after_last, "postgresql": _ids_of_sequence}[connection.vendor]
    return reserve(model._meta.db_table, count)


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Insert `rows`, each the values of the fields whose `attname`s are `columns`.

    Defaults of the model do not apply. Raises IntegrityError or DataError.
    """
    rows = list(rows)
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    names = ", ".join(quote(fields[column].column or column) for column in columns)
    placeholders = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({placeholders})"  # noqa: S608 # nosec B608
    converters = [
        (index, convert)
        for index, column in enumerate(columns)
        if (convert := _converter(fields[column]))
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_converted(row, converters) for row in rows])


def _converted(row: tuple[object, ...], converters: Sequence[tuple[int, Converter]]) -> list[Any]:
    values = list(row)
    for index, convert in converters:
        if values[index] is not None:
            values[index] = convert(values[index])
    return values


def _converter(field: models.Field) -> Converter | None:
    match field:
        case models.DateTimeField():
            # The tag links of an article repeat its times.
            return lru_cache(64)(connection.ops.adapt_datetimefield_value)
        case models.JSONField():
            return json.dumps
        case _:
            return None


def _ids_after_last(table: str, count: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return range(last + 1, last + 1 + count)


def _ids_of_sequence(table: str, count: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]
