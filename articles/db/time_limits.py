"""Time limits for what a web process asks of PostgreSQL.

Commands have none: an import or a migration may rightly take hours. SQLite waits for its lock by
the `timeout` of the connection.
"""

from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

_LIMIT = """
SELECT set_config('statement_timeout', %s, false),
       set_config('lock_timeout', %s, false),
       set_config('idle_in_transaction_session_timeout', %s, false)
"""


def limit_statements() -> None:
    """Limit statements, locks and idle transactions of every connection made from now on, by
    settings.DATABASE_STATEMENT_SECONDS; 0 leaves what the server's own settings say.

    What takes longer raises OperationalError, which is answered with 503.
    """
    if settings.DATABASE_STATEMENT_SECONDS:
        connection_created.connect(_limit, dispatch_uid="articles.db.time_limits")


def _limit(connection: Any, **kwargs: object) -> None:
    if connection.vendor != "postgresql":
        return
    limit = f"{settings.DATABASE_STATEMENT_SECONDS}s"
    with connection.cursor() as cursor:
        cursor.execute(_LIMIT, [limit] * 3)
