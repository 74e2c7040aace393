"""The engine of the database in use, chosen here and nowhere else."""

from types import ModuleType

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from articles.search import postgres, sqlite

_ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def engine() -> ModuleType:
    """Return the module with `newest()` and `statement()` for this database.

    Raises ImproperlyConfigured for a database that has no engine.
    """
    try:
        return _ENGINES[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(
            f"DATABASE_URL: search knows SQLite and PostgreSQL, not {connection.vendor}."
        ) from None
