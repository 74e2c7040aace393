"""Querysets that are compiled to SQL once, and run many times with other values.

Building and compiling a queryset costs Django more than the database needs to answer it. A
public page runs the same few queries every time, so they are compiled on first use; a value that
differs between two requests stands in them as a `QuerySlot`.

SQLite returns its rows one by one, and Python may switch to another thread at each of them.
Therefore all rows of a result come in one row there, as JSON.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BinaryField,
    DecimalField,
    Expression,
    Field,
    FloatField,
    Model,
    QuerySet,
)
from django.db.models.sql.compiler import SQLCompiler

# The types of the columns are those of the query.
Row = tuple[Any, ...]
ModelT = TypeVar("ModelT", bound=Model)
# (column index, converter, expression).
ColumnConverter = tuple[int, Callable[..., Any], Expression]


class CompiledSQL(NamedTuple):
    """A compiled query.

    `text` is SQL with named parameters, `constants` those that never change, `slots` the fields
    of the others by name. `converters` has those of the columns that need one. `as_one` says
    whether all rows come in one row of JSON.
    """

    text: str
    constants: dict[str, Any]
    slots: dict[str, Field]
    converters: list[ColumnConverter]
    as_one: bool


# A placeholder, or an escaped per cent sign.
_PLACEHOLDER = re.compile("%%|%s")


class QuerySlot(Expression):
    """A placeholder for a value that each run gives; stands in a queryset in place of a value."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Return a placeholder, with the slot itself as its parameter."""
        return "%s", [self]


class CompiledQuery:
    """A query with slots that is compiled once for each kind of database.

    `build` returns its querysets, of `values_list()`, which are run together (UNION ALL, in no
    order); all have the columns of the first. It is not called while modules are imported.
    """

    def __init__(self, build: Callable[[], Sequence[QuerySet[Model, object]]]) -> None:
        self._build = build
        self._compiled: dict[str, CompiledSQL] = {}

    def rows(self, **values: object) -> list[Row]:
        """Run the query with the values of the slots by name, and return its rows. One query."""
        return self.converted(self.unconverted(**values))

    def unconverted(self, **values: object) -> list[Row]:
        """Return the rows as the database returns them, for callers that cache what they make of
        equal rows and convert only new ones. One query."""
        sql, params = self.sql(**values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows: list[Row] = cursor.fetchall()
        if self._query().as_one:
            return [tuple(row) for row in json.loads(rows[0][0])]
        return rows

    def converted(self, rows: Sequence[Row]) -> list[Row]:
        """Convert rows of `unconverted()` to the values that `rows()` returns. No query."""
        converters = self._query().converters
        return [_converted(row, converters) for row in rows] if converters else list(rows)

    def sql(self, **values: object) -> tuple[str, dict[str, Any]]:
        """Return the statement and its parameters, as `rows()` runs them."""
        query = self._query()
        # The proxy `connection` looks the connection of its thread up at every attribute.
        database = connections[DEFAULT_DB_ALIAS]
        return query.text, query.constants | {
            name: field.get_db_prep_value(values[name], database, prepared=True)
            for name, field in query.slots.items()
        }

    def _query(self) -> CompiledSQL:
        query = self._compiled.get(connection.vendor)
        if query is None:
            # Two threads may both compile it; the results are equal.
            query = self._compiled[connection.vendor] = _compile(self._build())
        return query


def instance(model: type[ModelT], values: dict[str, object]) -> ModelT:
    """Return an object of `model` with these columns by name; the others are deferred, so that
    reading one runs a query instead of giving a wrong value."""
    names = _column_names(model, frozenset(values))
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])


@lru_cache(maxsize=100)
def _column_names(model: type[Model], names: frozenset[str]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


def _compile(querysets: Sequence[QuerySet[Model, object]]) -> CompiledSQL:
    compilers = [queryset.query.get_compiler(connection=connection) for queryset in querysets]
    parts = [compiler.as_sql() for compiler in compilers]
    # Each part is a subquery of its own, where alone SQLite allows a LIMIT.
    sql = parts[0][0]
    if len(parts) > 1:
        numbered = enumerate(text for text, _params in parts)
        # The texts are Django's own, with placeholders where values stand.
        wrapped = (f"SELECT * FROM ({text}) AS part_{n}" for n, text in numbered)  # noqa: S608 # nosec B608
        sql = " UNION ALL ".join(wrapped)
    columns = [column for column, _sql, _alias in compilers[0].select]
    as_one = connection.vendor == "sqlite" and not any(map(_inexact_in_json, columns))
    if as_one:
        names = ", ".join(f"c{number}" for number in range(len(columns)))
        # Names and texts are ours, with placeholders where values stand.
        sql = (
            f"WITH result ({names}) AS ({sql}) "  # noqa: S608 # nosec B608
            f"SELECT json_group_array(json_array({names})) FROM result"
        )
    converters = [
        (index, convert, expression)
        for index, (converts, expression) in compilers[0].get_converters(columns).items()
        for convert in converts
    ]
    sql, constants, slots = _named(sql, [param for _text, params in parts for param in params])
    return CompiledSQL(sql, constants, slots, converters, as_one)


def _inexact_in_json(column: Expression) -> bool:
    # SQLite's JSON has fifteen digits of a float, and no bytes.
    return isinstance(column.output_field, BinaryField | DecimalField | FloatField)


def _named(sql: str, params: list[object]) -> tuple[str, dict[str, Any], dict[str, Field]]:
    """Name the placeholders, so that an equal value is sent once; return SQL, constants, slots."""
    constants: dict[str, Any] = {}
    slots: dict[str, Field] = {}
    remaining = iter(params)

    def name_of(placeholder: re.Match[str]) -> str:
        if placeholder[0] == "%%":
            return "%%"
        param = next(remaining)
        if isinstance(param, QuerySlot):
            slots[param.name] = param.output_field
            return f"%({param.name})s"
        known = (n for n, v in constants.items() if type(v) is type(param) and v == param)
        name = next(known, f"constant{len(constants)}")
        constants[name] = param
        return f"%({name})s"

    return _PLACEHOLDER.sub(name_of, sql), constants, slots


def _converted(row: Row, converters: list[ColumnConverter]) -> Row:
    values = list(row)
    for index, convert, expression in converters:
        values[index] = convert(values[index], expression, connection)
    return tuple(values)
