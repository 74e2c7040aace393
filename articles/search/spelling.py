"""Words of the index that are similar to one that is not in it.

The triggers of the index collect the words of published titles and summaries, four to twenty-four
letters long. A single mistake leaves the first or the last half of a word as it is, so only words
that share a half are compared.
"""

import difflib

from django.db import connection

LONGEST, SHORTEST = 24, 4
# Few words share a half; the limit is for an unusual vocabulary.
_COMPARED = 2000
_ALIKE = 0.75
_AFTER_ALL = "\U0010ffff"
_MIRRORED = 6

_SQL = """
    SELECT word FROM articles_search_vocabulary
    WHERE {column} >= %s AND {column} < %s AND length(word) BETWEEN %s AND %s LIMIT %s
"""


def similar_words(word: str, count: int = 4) -> list[str]:
    """Return at most `count` words similar to a folded one, the most similar first. Two queries."""
    if not SHORTEST <= len(word) <= LONGEST or word.isdecimal():
        return []
    half = (len(word) - 1) // 2
    candidates: set[str] = set()
    with connection.cursor() as cursor:
        for column, start in (
            ("word", word[:half]),
            ("mirror", word[::-1][: min(half, _MIRRORED)]),
        ):
            lengths = (len(word) - 1, len(word) + 1)
            params: list[int | str] = [start, start + _AFTER_ALL, *lengths, _COMPARED]
            cursor.execute(_SQL.format(column=column), params)
            candidates.update(other for (other,) in cursor.fetchall())
    candidates.discard(word)
    return difflib.get_close_matches(word, sorted(candidates), n=count, cutoff=_ALIKE)
