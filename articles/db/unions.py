"""Several querysets with limits of their own as one query.

Django's `union()` refuses a queryset with a limit on SQLite, which allows one in a subquery.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

# The types of the columns are those of the first queryset.
Row = tuple[Any, ...]


def union_rows(querysets: Sequence[QuerySet[Model, Row]]) -> list[Row]:
    """Return the rows of all querysets of `values_list()`, in no order; all have the columns of the
    first. One query, none for no querysets."""
    compilers = [queryset.query.get_compiler(connection=connection) for queryset in querysets]
    if not compilers:
        return []
    parts = [compiler.as_sql() for compiler in compilers]
    # The texts are Django's own, with placeholders where values stand.
    sql = " UNION ALL ".join(
        f"SELECT * FROM ({text}) AS part{number}"  # noqa: S608 # nosec B608
        for number, (text, _params) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for _text, params in parts for param in params])
        rows: list[Row] = cursor.fetchall()
    columns = [column for column, _sql, _alias in compilers[0].select]
    converters = compilers[0].get_converters(columns)
    return list(map(tuple, compilers[0].apply_converters(rows, converters)))
