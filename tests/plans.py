"""What a database plans to do for a query."""

from collections.abc import Callable
from typing import Any

from django.db import connection

# Tables whose number of rows is that of the stories.
LARGE = ("articles_article", "articles_taggedarticle", "articles_originalfile", "articles_image")


def explain(sql: str, params: Any = None) -> str:
    """PostgreSQL is told to use indexes also on a handful of rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_hashjoin = off")
            cursor.execute("SET LOCAL enable_mergejoin = off")
            # Of a handful of rows any plan is cheap; what counts is whether an index has the order.
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_incremental_sort = off")
            cursor.execute(f"EXPLAIN {sql}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def assert_queries_walk_indexes(work: Callable[[], object], ordered: bool = True) -> None:
    """No query of `work` reads a table of stories whole, and none of an `ordered` one sorts."""
    queries: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    assert queries
    for sql, params in queries:
        plan = explain(sql, params)
        assert not read_whole(plan), plan
        if ordered:
            assert "TEMP B-TREE" not in plan, plan
            assert "Sort" not in plan, plan


def read_whole(plan: str) -> list[str]:
    """The large tables that the plan reads from end to end."""
    return [table for table in LARGE if f"SCAN {table}" in plan or f"Seq Scan on {table}" in plan]
