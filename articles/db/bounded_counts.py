"""Counts rows of several tables at once, each up to a limit, so that large tables cost no more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet, Value

from articles.db.compiled_queries import fill_slots


def counts_up_to(most: int, querysets: Sequence[QuerySet[Any, Any]]) -> list[int]:
    """Return the number of rows of each queryset, or `most` where it has more.

    One query, none without querysets. A queryset that Django knows to be empty, as `none()`, is
    refused with EmptyResultSet.
    """
    return _ask([_column(most, queryset) for queryset in querysets])


class CompiledCounts:
    """Counts of named querysets, which are compiled once for each kind of database.

    `build` makes the queryset of each name, with a `QuerySlot` in place of what each run gives.
    """

    def __init__(self, most: int, build: Mapping[str, Callable[[], QuerySet[Any, Any]]]) -> None:
        self._most = most
        self._build = build
        self._columns: dict[tuple[str, str], tuple[str, Sequence[Any]]] = {}

    def run(self, names: Sequence[str], **values: object) -> list[int]:
        """Return the number of rows of each queryset, or `most` where it has more. One query, none
        without names."""
        database = connections[DEFAULT_DB_ALIAS]
        columns = []
        for name in names:
            column = self._columns.get((database.vendor, name))
            if column is None:
                # Two threads may both compile it; the results are equal.
                column = _column(self._most, self._build[name]())
                self._columns[database.vendor, name] = column
            sql, params = column
            columns.append((sql, fill_slots(params, values, database)))
        return _ask(columns)


def _column(most: int, queryset: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    rows = queryset.order_by().values_list(Value(1))[:most]
    sql, params = rows.query.sql_with_params()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", params  # noqa: S608 # nosec B608


def _ask(columns: Sequence[tuple[str, Sequence[Any]]]) -> list[int]:
    if not columns:
        return []
    values = [value for _sql, params in columns for value in params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql for sql, _params in columns)}", values)
        return list(cursor.fetchone())
