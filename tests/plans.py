"""What a database plans to do for a prepared question."""

from typing import Any

from django.db import connection

from articles.db.compiled_queries import CompiledQuery

# Tables whose number of rows is that of the stories.
LARGE = ("articles_article", "articles_taggedarticle", "articles_originalfile", "articles_image")


def plan_of(question: CompiledQuery, values: dict[str, Any]) -> str:
    """As `explain()` tells it."""
    return explain(*question.sql(**values))


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


def assert_walks_an_index(question: CompiledQuery, values: dict[str, Any]) -> None:
    """No table of stories is read whole, and nothing is sorted."""
    told = plan_of(question, values)
    assert "TEMP B-TREE" not in told, told
    assert "Sort" not in told, told
    assert not read_whole(told), told


def read_whole(plan: str) -> list[str]:
    """The large tables that the plan reads from end to end."""
    return [table for table in LARGE if f"SCAN {table}" in plan or f"Seq Scan on {table}" in plan]
