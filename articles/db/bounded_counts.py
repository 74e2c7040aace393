"""Counts rows of several tables at once, each up to a limit, so that large tables cost no more."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value


def counts_up_to(most: int, querysets: Sequence[QuerySet[Any, Any]]) -> list[int]:
    """Return the number of rows of each queryset, or `most` where it has more.

    One query, none without querysets. A queryset that Django knows to be empty, as `none()`, is
    refused with EmptyResultSet.
    """
    if not querysets:
        return []
    columns: list[str] = []
    values: list[Any] = []
    for queryset in querysets:
        rows = queryset.order_by().values_list(Value(1))[:most]
        sql, params = rows.query.sql_with_params()
        columns.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 # nosec B608
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        return list(cursor.fetchone())
