"""Many new rows at once, by the short way into the database.

`bulk_create` makes an object for every row and asks every field about every value. An article
has sixteen rows, and that was more than half of the time of an import. Here a row is a tuple,
and only the kinds of column that a driver does not take as they are get converted.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

Converter = Callable[[Any], Any]


def new_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for `count` new rows that nobody else will get. Call it in the transaction that writes
    them: SQLite's are held by its write lock."""
    if not count:
        return ()
    return {"sqlite": _after_the_last, "postgresql": _of_the_sequence}[connection.vendor](
        model._meta.db_table, count
    )


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert `rows`, whose values are those of the fields with these `attname`s, in their order.

    Like SQL itself it knows no defaults of the model. Raises IntegrityError or DataError.
    """
    rows = list(rows)
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    names = ", ".join(quote(fields[column].column or column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 # nosec B608
    converters = [
        (place, convert)
        for place, column in enumerate(columns)
        if (convert := _converter(fields[column]))
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_converted(row, converters) for row in rows])


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, Converter]]) -> list[Any]:
    values = list(row)
    for place, convert in converters:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values


def _converter(field: Any) -> Converter | None:
    match field:
        case models.DateTimeField():
            # The links of an article repeat its times.
            return lru_cache(64)(connection.ops.adapt_datetimefield_value)
        case models.JSONField():
            return json.dumps
        case _:
            return None


def _after_the_last(table: str, count: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return range(last + 1, last + 1 + count)


def _of_the_sequence(table: str, count: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [number for (number,) in cursor.fetchall()]
