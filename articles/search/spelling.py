"""Words of the index that are spelt nearly like one that is not in it.

The vocabulary is the words of titles and summaries, four to twenty-four letters long, which the
triggers of the index collect. One slip leaves the first or the last half of a word as it is, so
only words that share a half are compared.
"""

import difflib
from typing import Any

from django.db import connection

LONGEST, SHORTEST = 24, 4
# Few words share a half; the limit is for a vocabulary nobody foresaw.
_COMPARED = 2000
_ALIKE = 0.75
_AFTER_ALL = "\U0010ffff"
_MIRRORED = 6

_SQL = """
    SELECT word FROM articles_search_vocabulary
    WHERE {column} >= %s AND {column} < %s AND length(word) BETWEEN %s AND %s LIMIT %s
"""


def similar_words(word: str, count: int = 4) -> list[str]:
    """At most `count` folded words, the likeliest first. For a folded word of any length."""
    if not SHORTEST <= len(word) <= LONGEST or word.isdecimal():
        return []
    half = (len(word) - 1) // 2
    found: set[str] = set()
    with connection.cursor() as cursor:
        for column, start in (
            ("word", word[:half]),
            ("mirror", word[::-1][: min(half, _MIRRORED)]),
        ):
            lengths = (len(word) - 1, len(word) + 1)
            params: list[Any] = [start, start + _AFTER_ALL, *lengths, _COMPARED]
            cursor.execute(_SQL.format(column=column), params)
            found.update(other for (other,) in cursor.fetchall())
    found.discard(word)
    return difflib.get_close_matches(word, sorted(found), n=count, cutoff=_ALIKE)
