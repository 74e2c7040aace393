"""Reads of one row past Django's cursor, which would be most of what a small read costs."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections


def read_numbers(statement: str) -> list[int | None]:
    """Return the whole numbers in the one row of `statement`, None for NULL. One query, which has
    no parameters. Raises DatabaseError while the database does not answer."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    with database.wrap_database_errors:
        if database.vendor == "postgresql":
            # A fifth of the time of a cursor's.
            result = database.connection.pgconn.exec_(statement.encode())
            if result.error_message:
                # Django looks at the connection again before it uses it.
                database.errors_occurred = True
                raise OperationalError(result.error_message.decode(errors="replace"))
            values = [result.get_value(0, column) for column in range(result.nfields)]
        else:
            values = database.connection.execute(statement).fetchone()
    return [None if value is None else int(value) for value in values]
