"""Faults made on purpose, to see the oracle find them: keys that are left out, ends that are not kept.

`WeakenedReferences` judge the pages of one walk side by side, each with one fault. `mutate()`
makes the writers of all processes leave keys out, for the cache itself.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping

# The keys of `articles.lib.public_keys` by family.
FAMILIES = {
    "site": r"site",
    "any": r"any",
    "articles": r"articles",
    "sitemap": r"sitemap",
    "sitemap part": r"sitemap:\d+",
    "news": r"news",
    "topics": r"topics",
    "article": r"article:\d+",
    "translations": r"translations:\d+",
    "around": r"around:\d+",
    "around all": r"around:[a-z-]+",
    "category": r"category:\d+",
    "tag": r"tag:\d+",
    "source": r"source:\d+",
    "author": r"author:\d+",
    "list": r"list:[a-z-]+",
    "list of a month": r"list:[a-z-]+:\d{4}-\d\d",
    "list of a category": r"list:[a-z-]+:category:\d+",
    "list of a tag": r"list:[a-z-]+:tag:\d+",
    "list of an author": r"list:[a-z-]+:author:\d+",
    "list of a source": r"list:[a-z-]+:source:\d+",
    "menu": r"menu:[a-z-]+",
    "front": r"front:[a-z-]+",
    "page": r"page:.+",
    "corrections": r"corrections:[a-z-]+",
}
# Faults of time: changes that show later are not noted; pages do not end by the clock, or not at
# the time that they declare.
LATER, CLOCK, DECLARED = "changes ahead", "end by the clock", "declared end"
FAULTS = (*FAMILIES, LATER, CLOCK, DECLARED)


def is_left_out(family: str, key: str) -> bool:
    return re.fullmatch(FAMILIES[family], key) is not None


def mutate(family: str) -> None:
    """Let the writers of this process leave out the keys of `family`; nothing for an empty name."""
    if not family:
        return
    from articles.models.public_change_log import PublicChange

    append = PublicChange.append

    def append_the_others(keys: Mapping[dt.datetime, Collection[str]]) -> None:
        others = {
            moment: [key for key in group if not is_left_out(family, key)]
            for moment, group in keys.items()
        }
        append(others)

    PublicChange.append = append_the_others
