"""Numbers, currencies and months as written in English, Ukrainian and Arabic. Pure."""

import re
from decimal import Decimal
from typing import Final

# The factor by word, in lower case.
SCALES: Final = {
    **dict.fromkeys(("thousand", "k", "тис", "тисяч", "тисячі", "ألف", "آلاف"), 10**3),
    **dict.fromkeys(
        ("million", "millions", "mln", "m", "млн", "мільйон", "мільйони", "мільйонів", "мільйона",
         "مليون", "ملايين"),
        10**6,
    ),
    **dict.fromkeys(
        ("billion", "billions", "bln", "bn", "b", "млрд", "мільярд", "мільярди", "мільярдів",
         "мільярда", "مليار", "مليارات"),
        10**9,
    ),
    **dict.fromkeys(
        ("trillion", "trillions", "trn", "tn", "трлн", "трильйон", "трильйони", "трильйонів",
         "تريليون"),
        10**12,
    ),
}  # fmt: skip

_UNIT_WORDS: Final = {
    "%": ("%", "٪", "percent", "per cent", "відсоток", "відсотки", "відсотків", "відсотка",
          "процент", "проценти", "процентів", "процента", "بالمئة",
          "بالمائة", "في المئة", "في المائة"),
    "USD": ("$", "us$", "dollar", "dollars", "долар", "долари", "доларів", "долара", "دولار",
            "دولارا", "دولارات"),
    "EUR": ("€", "euro", "euros", "євро", "يورو"),
    "GBP": ("£", "pound", "pounds", "фунт", "фунти", "фунтів", "جنيه"),
    "JPY": ("¥", "yen", "єн", "єни", "ين"),
    "UAH": ("₴", "hryvnia", "hryvnias", "грн", "гривня", "гривні", "гривень", "هريفنيا"),
    "BTC": ("₿", "bitcoin", "bitcoins", "біткоїн", "біткоїни", "біткоїнів", "біткоїна", "بيتكوين"),
}  # fmt: skip
UNITS: Final = {word: unit for unit, words in _UNIT_WORDS.items() for word in words}


# The first letters of the months' names; in Arabic whole names.
ENGLISH: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
UKRAINIAN: Final = (
    "січ",
    "лют",
    "бер",
    "кві",
    "тра",
    "чер",
    "лип",
    "сер",
    "вер",
    "жов",
    "лис",
    "гру",
)
ARABIC: Final = (
    "يناير", "فبراير", "مارس", "ابريل", "مايو", "يونيو", "يوليو", "اغسطس", "سبتمبر", "اكتوبر",
    "نوفمبر", "ديسمبر",
)  # fmt: skip
_THOUSANDS = re.compile(r"(?![0٠۰])\d{1,3}(?:([.,٬ \u00a0\u202f])\d{3})(?:\1\d{3})*")
_SEPARATORS = re.compile(r"[.,٫٬ \u00a0\u202f]")


def fold_word(word: str) -> str:
    """`word` in lower case, with the letters that a case-insensitive pattern takes for plain ones
    (Turkish i, long s, old Cyrillic forms) replaced by those."""
    return word.casefold().replace("ı", "i").replace("\u0307", "")


def month_number(word: str) -> int:
    """The number, 1 to 12, of a month from its name in any form."""
    word = fold_word(word).replace("أ", "ا")
    if word in ARABIC:
        return ARABIC.index(word) + 1
    names = ENGLISH if word.isascii() else UKRAINIAN
    return names.index(word[:3]) + 1


def parse_number(written: str) -> Decimal | str:
    """The value of a written number; a version such as `1.2.3` stays text.

    `1,200`, `1.200` and `1 200` are one number, as are `3.5` and `3,5`; digits of any script.
    """
    if _THOUSANDS.fullmatch(written):
        return Decimal(_SEPARATORS.sub("", written))
    *whole, last = _SEPARATORS.split(written)
    if not whole:
        return Decimal(last)
    separators = _SEPARATORS.findall(written)
    if len(separators) > 1 and separators[-1] in separators[:-1]:
        return written
    return Decimal(f"{''.join(whole)}.{last}")
