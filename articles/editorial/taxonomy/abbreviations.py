"""Tags of which one is short for the other: `TECH` and `TECHNOLOGY`.

Suggestions for an editor, so rather too few than too many: that a word begins with another says
nothing (`Port` and `Portugal`, `Coin` and `Coinbase`), so shortened words are a list.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from articles.lib.text import fold, similarity_key

_WORD = re.compile(r"[^\W_]+")
# Words that initials leave out.
_SMALL = frozenset(
    (
        *("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"),
        *("und", "der", "die", "das", "de", "des", "du", "del", "la", "le", "les", "et", "y"),
        *("і", "та", "й", "з", "у", "в", "на", "по", "до", "для"),
    )
)
# The letters of the longest initials that are looked for.
_LONGEST = 6

# Short forms that newsrooms use as tags, by what they stand for; all as similarity keys.
_SHORT_FOR = {
    "advert": ["advertisement", "advertising"],
    "agri": ["agriculture"],
    "biotech": ["biotechnology"],
    "biz": ["business"],
    "btc": ["bitcoin"],
    "corp": ["corporation"],
    "crypto": ["cryptocurrency"],
    "demo": ["demonstration"],
    "econ": ["economy", "economics"],
    "edu": ["education"],
    "eth": ["ethereum", "ether"],
    "exam": ["examination"],
    "expo": ["exposition", "exhibition"],
    "fed": ["federalreserve"],
    "fintech": ["financialtechnology"],
    "forex": ["foreignexchange"],
    "gov": ["government"],
    "govt": ["government"],
    "info": ["information"],
    "infra": ["infrastructure"],
    "intl": ["international"],
    "lab": ["laboratory"],
    "macro": ["macroeconomic", "macroeconomics"],
    "math": ["mathematic", "mathematics"],
    "med": ["medicine"],
    "memo": ["memorandum"],
    "mgmt": ["management"],
    "nft": ["nonfungibletoken"],
    "photo": ["photograph", "photography"],
    "promo": ["promotion"],
    "sci": ["science"],
    "scifi": ["sciencefiction"],
    "stat": ["statistic", "statistics"],
    "tech": ["technology", "technologies"],
    "telecom": ["telecommunication"],
    "uni": ["university"],
    "univ": ["university"],
}


def abbreviated(names: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """(short, long) ids of the tags with these ids and names. Each name is read once."""
    by_key: dict[str, list[int]] = defaultdict(list)
    by_initials: dict[str, list[int]] = defaultdict(list)
    for pk, name in names:
        key, initials = similarity_key(name), _initials(name)
        by_key[key].append(pk)
        # `U.S.` is a spelling of `US`, and not short for it.
        if initials and initials != key:
            by_initials[initials].append(pk)
    for short, longer in _SHORT_FOR.items():
        for key in longer if short in by_key else ():
            yield from _pairs(by_key[short], by_key.get(key, []))
    for initials, longer_ids in by_initials.items():
        yield from _pairs(by_key.get(initials, []), longer_ids)


def _pairs(short: list[int], longer: list[int]) -> Iterator[tuple[int, int]]:
    # Spellings of one word are a group of their own: one of them is enough here.
    if short and longer and short[0] != longer[0]:
        yield short[0], longer[0]


def _initials(name: str) -> str:
    """The first letters of the words of a name; empty for one word, and for too many."""
    words = [word for word in _WORD.findall(fold(name)) if word not in _SMALL]
    initials = "".join(word[0] for word in words)
    return initials if 2 <= len(words) <= _LONGEST and initials.isalpha() else ""
