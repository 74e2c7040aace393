"""Measures how long search takes, and how that grows with the number of articles.

    python -m benchmarks.search                           10,000 and 100,000, both databases
    python -m benchmarks.search --sizes 10000 1000000 --databases sqlite

For each query text: the time until its names are looked up and the newest matches are read and
ranked (by rank), or a page of the newest is read (by date). The articles of a page are then read by
their ids, which costs the same at every size. The best of 40 runs, since other load only adds.
"""

import time
from collections.abc import Callable

from benchmarks.databases import Figures, main

RUNS = 40


def measure(size: int) -> Figures:
    """Return milliseconds by query and order."""
    from django.db import connection
    from django.utils import timezone

    from articles.search.index_position import second_of
    from articles.search.query import SearchQuery, parse
    from articles.search.ranking import rank
    from articles.search.resolved_query import MAX_RANKED
    from articles.search.results import PAGE_SIZE, newest_entries, resolve
    from benchmarks.corpus import RARE_STORIES, fill

    words = fill(size)
    with connection.cursor() as cursor:
        # As autovacuum does in time: statistics, and pages known to be visible to all.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    one, other = words.common
    now = timezone.now()

    def by_rank(query: SearchQuery) -> None:
        rank(
            newest_entries(resolve(query, "en", now), MAX_RANKED).entries,
            query.terms,
            second_of(now),
        )

    def by_date(query: SearchQuery) -> None:
        newest_entries(resolve(query, "en", now), PAGE_SIZE + 1)

    questions = {
        "a common word (a third of the articles)": one,
        "a word of 2 % of the articles": words.middling,
        f"a rare word (in {RARE_STORIES} articles)": words.rare,
        "two common words": f"{one} {other}",
        "a phrase of common words": f'"{one} {other}"',
        "a common word, without another": f"{one} -{other}",
        "the beginning of words": f"{words.middling[:4]}*",
        "a common word in a large tag": f"{one} tag:tag-0",
        "a common word in a smaller tag": f"{one} tag:tag-199",
        "a common word in a section": f'{one} category:"section 1"',
        "a common word of two years ago": f"{one} before:{now.year - 2}",
        "a word that is nowhere": "nowheretobefound",
    }
    figures: Figures = {}
    for name, typed in questions.items():
        figures[f"{name}, by rank"] = _best(lambda: by_rank(parse(typed)))  # noqa: B023
        figures[f"{name}, by date"] = _best(lambda: by_date(parse(typed)))  # noqa: B023
    return figures


def _best(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


if __name__ == "__main__":
    main("benchmarks.search", measure)
