"""Querysets that are compiled to SQL once, and run many times with other values.

Building and compiling a queryset costs Django more than the database needs to answer it. A
public page asks the same few questions every time, so they are compiled on first use; what
differs between two requests stands in them as a `QuerySlot`.

SQLite hands its rows over one by one, and Python lets another thread go first at each of them. So
there the rows of an answer come as one, in JSON.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BinaryField,
    DecimalField,
    Expression,
    Field,
    FloatField,
    Model,
    QuerySet,
)

Row = tuple[Any, ...]


class Compiled(NamedTuple):
    """SQL with named parameters; those that never change; the slots' fields by name; (column,
    converter, expression) of what the database hands over in another form than Python's; whether
    the rows come as one."""

    text: str
    constants: dict[str, Any]
    slots: dict[str, Field]
    converters: list[Any]
    as_one: bool


# A placeholder, or a per cent sign that is none.
_PLACEHOLDER = re.compile("%%|%s")


class QuerySlot(Expression):
    """A value that is not known yet. Stands in a queryset wherever a value may stand."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A placeholder; the slot itself marks the place among the parameters."""
        return "%s", [self]


class CompiledQuery:
    """A question with slots. `build` makes its querysets, of `values_list()`, whose rows are
    asked for together (UNION ALL, in no order); all have the columns of the first. It is called
    once for each kind of database, and never while modules are loaded.
    """

    def __init__(self, build: Callable[[], Sequence[QuerySet[Any, Any]]]) -> None:
        self._build = build
        self._compiled: dict[str, Compiled] = {}

    def rows(self, **values: Any) -> list[Row]:
        """Ask, with the values of the slots by their names, of their fields' Python types. One
        query."""
        return self.converted(self.unconverted(**values))

    def unconverted(self, **values: Any) -> list[Row]:
        """As `rows()`, but as the database hands them over: for those who remember what they
        made of equal rows, and need to read only new ones. One query."""
        sql, params = self.sql(**values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[Row] = cursor.fetchall()
        if self._query().as_one:
            return [tuple(row) for row in json.loads(found[0][0])]
        return found

    def converted(self, rows: Sequence[Row]) -> list[Row]:
        """The rows of `unconverted()` as `rows()` gives them. No query."""
        converters = self._query().converters
        return [_converted(row, converters) for row in rows] if converters else list(rows)

    def sql(self, **values: Any) -> tuple[str, dict[str, Any]]:
        """The statement and its parameters, as `rows()` sends them."""
        question = self._query()
        # `connection` looks its thread's one up each time that it is asked for something.
        here = connections[DEFAULT_DB_ALIAS]
        return question.text, question.constants | {
            name: field.get_db_prep_value(values[name], here, prepared=True)
            for name, field in question.slots.items()
        }

    def _query(self) -> Compiled:
        found = self._compiled.get(connection.vendor)
        if found is None:
            # Two threads may both do it; the outcome is the same.
            found = self._compiled[connection.vendor] = _compile(self._build())
        return found


def instance(model: type[Model], values: dict[str, Any]) -> Any:
    """A stored object of `model` from its columns by name; those not given are deferred, so
    that to read one is a query and never a wrong value."""
    names = _stored(model, frozenset(values))
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])


@lru_cache(maxsize=100)
def _stored(model: type[Model], given: frozenset[str]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname in given]


def _compile(querysets: Sequence[QuerySet[Any, Any]]) -> Compiled:
    compilers = [queryset.query.get_compiler(connection=connection) for queryset in querysets]
    parts = [compiler.as_sql() for compiler in compilers]
    # Each part stands in a subquery of its own: SQLite takes a LIMIT nowhere else.
    sql = parts[0][0]
    if len(parts) > 1:
        numbered = enumerate(text for text, _params in parts)
        # The texts are Django's own, with placeholders where values stand.
        wrapped = (f"SELECT * FROM ({text}) AS part_{n}" for n, text in numbered)  # noqa: S608 # nosec B608
        sql = " UNION ALL ".join(wrapped)
    columns = [column for column, _sql, _alias in compilers[0].select]
    as_one = connection.vendor == "sqlite" and not any(map(_spoilt_by_json, columns))
    if as_one:
        names = ", ".join(f"c{number}" for number in range(len(columns)))
        # Names and texts are ours, with placeholders where values stand.
        sql = (
            f"WITH found ({names}) AS ({sql}) "  # noqa: S608 # nosec B608
            f"SELECT json_group_array(json_array({names})) FROM found"
        )
    converters = [
        (place, convert, expression)
        for place, (converts, expression) in compilers[0].get_converters(columns).items()
        for convert in converts
    ]
    sql, constants, slots = _named(sql, [param for _text, params in parts for param in params])
    return Compiled(sql, constants, slots, converters, as_one)


def _spoilt_by_json(column: Any) -> bool:
    # SQLite writes fifteen digits of a float, and no bytes.
    return isinstance(column.output_field, BinaryField | DecimalField | FloatField)


def _named(sql: str, params: list[Any]) -> tuple[str, dict[str, Any], dict[str, Field]]:
    """Give the placeholders names: a value is sent once, however often it stands there."""
    constants: dict[str, Any] = {}
    slots: dict[str, Field] = {}
    waiting = iter(params)

    def name_of(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(waiting)
        if isinstance(param, QuerySlot):
            slots[param.name] = param.output_field
            return f"%({param.name})s"
        known = (n for n, v in constants.items() if type(v) is type(param) and v == param)
        name = next(known, f"constant{len(constants)}")
        constants[name] = param
        return f"%({name})s"

    return _PLACEHOLDER.sub(name_of, sql), constants, slots


def _converted(row: Row, converters: list[Any]) -> Row:
    values = list(row)
    for place, convert, expression in converters:
        values[place] = convert(values[place], expression, connection)
    return tuple(values)
