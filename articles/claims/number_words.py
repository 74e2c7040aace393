"""Reads numbers that are written in words, in English, Ukrainian and Arabic. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from articles.claims.figures import fold_word

_APOSTROPHES = re.compile("[’'ʼ]")
# What stands between two words of one number. Arabic writes its “and” to the next word.
_BETWEEN = r"(?:[ \u00a0]?-[ \u00a0]?|[ \u00a0]و|[ \u00a0](?:and[ \u00a0])?)"

_SMALL: Final = {
    # Below a hundred: each word with its forms.
    1: "one один одна одне одного одної одну واحد واحدة أحد إحدى",
    2: "two два дві двох двом двома двоє اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
    3: "three три трьох трьом трьома троє ثلاثة ثلاث",
    4: "four чотири чотирьох чотирьом чотирма четверо أربعة أربع",
    5: "five п'ять п'яти п'ятьох п'ятьом п'ятьма п'ятеро خمسة خمس",
    6: "six шість шести шістьох шістьом шістьма шестеро ستة ست",
    7: "seven сім семи сімох сімом сьома семеро سبعة سبع",
    8: "eight вісім восьми вісьмох вісьмом вісьма восьмеро ثمانية ثماني ثمان",
    9: "nine дев'ять дев'яти дев'ятьох дев'ятьом дев'ятьма дев'ятеро تسعة تسع",
    10: "ten десять десяти десятьох десятьом десятьма десятеро عشرة عشر",
    11: "eleven одинадцять одинадцяти",
    12: "twelve дванадцять дванадцяти",
    13: "thirteen тринадцять тринадцяти",
    14: "fourteen чотирнадцять чотирнадцяти",
    15: "fifteen п'ятнадцять п'ятнадцяти",
    16: "sixteen шістнадцять шістнадцяти",
    17: "seventeen сімнадцять сімнадцяти",
    18: "eighteen вісімнадцять вісімнадцяти",
    19: "nineteen дев'ятнадцять дев'ятнадцяти",
    20: "twenty двадцять двадцяти عشرون عشرين",
    30: "thirty тридцять тридцяти ثلاثون ثلاثين",
    40: "forty сорок сорока أربعون أربعين",
    50: "fifty п'ятдесят п'ятдесяти خمسون خمسين",
    60: "sixty шістдесят шістдесяти ستون ستين",
    70: "seventy сімдесят сімдесяти سبعون سبعين",
    80: "eighty вісімдесят вісімдесяти ثمانون ثمانين",
    90: "ninety дев'яносто дев'яноста تسعون تسعين",
}
_HUNDREDS: Final = {
    100: "сто ста مئة مائة",
    200: "двісті двохсот مئتان مئتين مائتان مائتين",
    300: "триста трьохсот ثلاثمئة ثلاثمائة",
    400: "чотириста чотирьохсот أربعمئة أربعمائة",
    500: "п'ятсот п'ятисот خمسمئة خمسمائة",
    600: "шістсот шестисот ستمئة ستمائة",
    700: "сімсот семисот سبعمئة سبعمائة",
    800: "вісімсот восьмисот ثمانمئة ثمانمائة",
    900: "дев'ятсот дев'ятисот تسعمئة تسعمائة",
}
# Words that multiply what stands before them, and alone mean themselves; of English ones only
# behind “a”, since “several hundred” is no number.
_FACTORS: Final = {
    10**3: "thousand тисяча тисячу тисячею ألف",
    10**6: "million мільйон мільйоном مليون",
    10**9: "billion мільярд мільярдом مليار",
    10**12: "trillion трильйон трильйоном تريليون",
}
# Only behind a number: alone they say no more than “many”.
_PLURAL_FACTORS: Final = {
    10**3: "тисячі тисяч тисячам тисячами آلاف",
    10**6: "мільйони мільйонів мільйона мільйонам ملايين",
    10**9: "мільярди мільярдів мільярда мільярдам مليارات",
    10**12: "трильйони трильйонів трильйона تريليونات",
}
_DUALS: Final = {2000: "ألفان ألفين", 2 * 10**6: "مليونان مليونين", 2 * 10**9: "ملياران مليارين"}


def _by_word(forms: dict[int, str]) -> dict[str, int]:
    return {word: value for value, words in forms.items() for word in words.split()}


_SMALL_WORDS, _HUNDRED_WORDS, _DUAL_WORDS = map(_by_word, (_SMALL, _HUNDREDS, _DUALS))
_FACTOR_WORDS = _by_word(_FACTORS) | _by_word(_PLURAL_FACTORS)
_BEGINNINGS = (
    *_SMALL_WORDS, *_HUNDRED_WORDS, *_DUAL_WORDS,
    *(word for word in _by_word(_FACTORS) if not word.isascii()),
)  # fmt: skip
_BEHIND_A = {"hundred": 100, "dozen": 12} | {
    word: value for word, value in _by_word(_FACTORS).items() if word.isascii()
}
# How a number may begin, behind “a” too.
BEGINNINGS: Final = (*_BEGINNINGS, *_BEHIND_A)


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words. Their first letters are compared by themselves, each in both
    cases: of what is compared regardless of case, every alternative would be tried in full."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        rest = re.escape(word[1:]).replace("'", "[’'ʼ]")
        by_letter.setdefault(word[0], []).append(rest)
    groups = (
        f"[{letter}{letter.upper()}](?i:{'|'.join(rests)})" for letter, rests in by_letter.items()
    )
    return f"(?-i:{'|'.join(groups)})"


# An ordinal or a fraction is no such number: “twenty-first”, “two-thirds”.
_END = (
    r"(?![\w’'ʼ]|-(?:half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|first|second))"
)
_WORD = re.compile(_any_of([*BEGINNINGS, *_FACTOR_WORDS]) + _END, re.IGNORECASE)
# A number in words, or several in a row; `read_numbers()` says which.
PATTERN: Final = (
    rf"(?:{_any_of(_BEGINNINGS)}|(?<=\ba[ \u00a0]){_any_of(_BEHIND_A)}){_END}"
    rf"(?:{_BETWEEN}{_WORD.pattern}){{0,24}}"
)


def read_numbers(written: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, value) of each number in a match of PATTERN.

    “One” alone is no number that anybody counted.
    """
    number = _Number()
    start = end = 0
    for match in _WORD.finditer(written):
        word = _APOSTROPHES.sub("'", fold_word(match[0]))
        if not number.add(word):
            if number.is_claim:
                yield start, end, number.value
            number, start = _Number(), match.start()
            if not number.add(word):
                number.add_alone(word)
        end = match.end()
    if number.is_claim:
        yield start, end, number.value


class _Number:
    """A number that is read word by word."""

    def __init__(self) -> None:
        # What is complete, the part below the next factor, and the smallest factor so far.
        self._total = 0
        self._part = 0
        self._factor = 10**15

    @property
    def value(self) -> int:
        """The number that the words make so far; 0 for none."""
        return self._total + self._part

    @property
    def is_claim(self) -> bool:
        """Whether somebody counted it."""
        return self.value > 1

    def add_alone(self, word: str) -> None:
        """Add a factor as the first word: “a thousand” is one of them."""
        factor = _BEHIND_A.get(word) or _FACTOR_WORDS.get(word, 0)
        if factor < 1000:
            self._part = factor
        elif word in BEGINNINGS:
            self._total, self._factor = factor, factor

    def add(self, word: str) -> bool:
        """Add a word that goes on with the number; False for one that does not."""
        part = self._added(word)
        if part is None:
            return False
        self._part = part
        return True

    def _added(self, word: str) -> int | None:
        part = self._part
        if (small := _SMALL_WORDS.get(word)) is not None:
            rest = part % 100
            # Arabic counts units first: “five and sixty”, “three ten”.
            if rest == 0 or (rest >= 20 and rest % 10 == 0 and small < 10):
                return part + small
            is_arabic = "\u0600" <= word[0] <= "\u06ff"
            return part + small if is_arabic and 0 < rest < 10 <= small else None
        if hundreds := _HUNDRED_WORDS.get(word):
            if part == 0:
                return hundreds
            # “ثلاث مئة” in two words.
            return part * 100 if hundreds == 100 and 2 < part < 10 and not word.isascii() else None
        if word == "hundred":
            return part * 100 if 0 < part < 100 else None
        if word == "dozen":
            return part * 12 if 0 < part < 100 else None
        if dual := _DUAL_WORDS.get(word):
            if part or dual // 2 >= self._factor:
                return None
            self._total, self._factor = self._total + dual, dual // 2
            return 0
        factor = _FACTOR_WORDS.get(word, 0)
        if not part or factor >= self._factor:
            return None
        self._total, self._factor = self._total + part * factor, factor
        return 0
