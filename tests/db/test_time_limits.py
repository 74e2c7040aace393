"""Statements of web processes end after a time; those of commands do not."""

import pytest
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

from articles.db.time_limits import limit_statements

NAMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_web(settings):
    settings.DATABASE_STATEMENT_SECONDS = 7
    limit_statements()
    other = connection.copy()
    yield other
    other.close()
    connection_created.disconnect(dispatch_uid="articles.db.time_limits")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_web_process_limits_what_it_asks_of_postgresql(of_web):
    with of_web.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == ("7s",)
        cursor.execute("SET statement_timeout = 1")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(60)")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_command_has_no_limit():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_no_limit_is_none(settings):
    settings.DATABASE_STATEMENT_SECONDS = 0
    limit_statements()
    assert not connection_created.disconnect(dispatch_uid="articles.db.time_limits")
