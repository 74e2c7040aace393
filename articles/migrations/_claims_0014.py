"""The claims of a text and the likeness of tags, as they were when migration 0014 was written.

A copy of `articles/claims` and of two functions of `articles/lib/text.py` of that time: the
migration fills the same columns in every later release, whatever those modules find by then.
It is not maintained.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

# --- likeness of tags -------------------------------------------------------------------------

_LIKENESS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """What two spellings of one label share: case, width and blanks do not count.

    Punctuation does: `US` and `U.S.` are two labels. Unicode's NFKC and full case folding.
    """
    if text.isascii():
        return collapse(text).lower()
    return unicodedata.normalize("NFKC", collapse(unicodedata.normalize("NFKC", text).casefold()))


def likeness(name: str) -> str:
    """What labels share that are probably one: `US`, `U.S.`; `Token`, `tokens`; `e-mail`, `email`.

    Signs and blanks do not count, nor does an English plural. A hint for people, never a rule.
    """
    words = _LIKENESS.findall(fold(name))
    if words and words[-1].isascii() and len(words[-1]) > 3:
        last = words[-1]
        if last.endswith("ies") and len(last) > 4:
            last = last[:-3] + "y"
        elif last.endswith(("xes", "ches", "shes", "sses")):
            last = last[:-2]
        elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
            last = last[:-1]
        words[-1] = last
    return "".join(words)[:200] or fold(name)[:200]


def collapse(text: str) -> str:
    """One line: runs of blanks, tabs and newlines become one blank, none at the ends."""
    # Ten times quicker than a regular expression, which stops at every blank between two words.
    text = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


# --- figures ----------------------------------------------------------------------------------

# By the word in lower case.
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


# How the names begin.
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


def folded(word: str) -> str:
    """In lower case, with what a pattern that minds no case takes for a plain letter made one:
    the Turkish i's, the long s and old forms of Cyrillic letters."""
    return word.casefold().replace("ı", "i").replace("\u0307", "")


def month_of(word: str) -> int:
    """1 to 12, of the name of a month in any of its forms."""
    word = folded(word).replace("أ", "ا")
    if word in ARABIC:
        return ARABIC.index(word) + 1
    names = ENGLISH if word.isascii() else UKRAINIAN
    return names.index(word[:3]) + 1


def value_of(written: str) -> Decimal | str:
    """The number that is written; a version such as `1.2.3` stays as it is.

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


# --- names ------------------------------------------------------------------------------------

CAPITAL: Final = "A-ZÀ-ÖØ-ÞА-ЯЄІЇҐ"
# What precedes a capital is asked after it: so the search leaps from capital to capital.
_NAMES = re.compile(
    rf"\$[A-Z]{{2,10}}\b|[{CAPITAL}](?<![\w$].)[\w’'ʼ&-]*"
    rf"(?:[ \u00a0](?:(?:of|de|van|von|der|al)[ ])?[{CAPITAL}][\w’'ʼ&-]*)*"
)
_ARABIC_NAMES = re.compile(
    r"(?<!\w)(?:ال)?(?:شركة|بنك|مصرف|رئيس|رئيسة|وزير|وزيرة|سيد|سيدة|منصة|مؤسسة|صندوق|بورصة)"
    r"[ ]([\u0621-\u064a]{2,}"
    r"(?:[ ](?!(?:في|من|على|إلى|عن|إن|أن|مع|قد|لم|لا|بعد|قبل|التي|الذي|هذا|هذه)\b)"
    r"[\u0621-\u064a]{2,})?)"
)
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
WORD: Final = re.compile(r"[\w’'ʼ&-]+")
_POSSESSIVES = ("’s", "'s", "ʼs")
# What may stand between the end of a sentence and the first word of the next.
_OPENING = " \t\u00a0\"'“”«»„‘’(*_-–—•>[#|"
_ENDS = ".!?:;…\n"
# Words that begin a sentence more often than a name.
_COMMON = frozenset((
    "the", "a", "an", "in", "on", "at", "by", "for", "from", "with", "of", "and", "or", "but",
    "if", "as", "it", "its", "this", "that", "these", "those", "he", "she", "they", "we", "our",
    "their", "his", "her", "there", "here", "when", "while", "after", "before", "since",
    "until", "how", "what", "why", "who", "where", "which", "according", "meanwhile", "however",
    "also", "not", "no", "yes", "more", "most", "some", "many", "all", "both", "each", "one",
    "two", "i", "у", "в", "на", "з", "із", "за", "до", "від", "для", "про", "по", "при", "над",
    "під", "та", "і", "й", "а", "але", "або", "якщо", "як", "що", "це", "цей", "ця", "ці",
    "той", "він", "вона", "воно", "вони", "ми", "наш", "їх", "його", "її", "тут", "там", "коли",
    "поки", "після", "перед", "через", "також", "не", "ні", "так", "де", "хто", "чому", "який",
    "яка", "які", "більше", "деякі", "всі", "обидва",
))  # fmt: skip


def names(text: str) -> Iterator[tuple[int, int]]:
    """The places (start, end) of the names, but for those in headings."""
    for start, end in _found(text):
        said = text[start:end].rstrip("’'ʼ&-")
        if said.endswith(_POSSESSIVES):
            said = said[:-2]
        if len(said) > 1 and not _in_heading(text, start):
            yield start, start + len(said)


def _found(text: str) -> Iterator[tuple[int, int]]:
    for found in _NAMES.finditer(text):
        yield _without_common_words(text, *found.span()), found.end()
    if _ARABIC_LETTER.search(text):
        for found in _ARABIC_NAMES.finditer(text):
            yield found.span(1)


def _without_common_words(text: str, start: int, end: int) -> int:
    """Where the name begins; `end` where there is none, as in the first word of a sentence."""
    first = _begins_sentence(text, start)
    while start < end:
        word = WORD.match(text, start, end)
        if word is None or word[0].casefold() not in _COMMON:
            break
        first = False
        start = word.end() + 1
    said = text[start:end]
    alone = " " not in said and "\u00a0" not in said
    # `PayPal` and `BTC` are no common words, also where a sentence begins with them.
    if first and alone and said[1:].islower():
        return end
    return min(start, end)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip(_OPENING)
    return not before or before[-1] in _ENDS


def _in_heading(text: str, place: int) -> bool:
    begin = text.rfind("\n", 0, place) + 1
    return text.startswith("#", begin)


# --- claims -----------------------------------------------------------------------------------

MONEY: Final = "money"
PERCENT: Final = "percent"
DATE: Final = "date"
NUMBER: Final = "number"
TICKER: Final = "ticker"
NAME: Final = "name"
KINDS: Final = (MONEY, PERCENT, NUMBER, DATE, TICKER, NAME)

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of a text, `text[start:end]`. Claims with equal keys claim the same."""

    kind: str
    text: str
    start: int
    end: int
    key: Key


# Places of links, addresses and code: their numbers are nobody's claims.
_NOT_PROSE = re.compile(
    r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|<https?://[^>]*>|https?://[^\s)>]+|`[^`\n]+`"
)
_LIST_MARK = re.compile(r"(?m)^[ \t]*\d{1,3}[.)](?=[ \t])")

_MONTHS = (
    r"jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?"
    r"|(?:січ|берез|квіт|трав|черв|лип|серп|верес|жовт|груд)(?:ень|ня|ні|нем)"
    r"|лют(?:ий|ого|ому)|листопад(?:а|і|ом)?"
    r"|يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر"
)
_AMOUNT = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*)"
_SIGNS = r"US\$|[$€£¥₴₿]"
_CODES = r"USDT|USDC|USD|EUR|GBP|JPY|CNY|UAH|BTC|ETH"
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_UNIT = "|".join(
    re.escape(unit) + (r"(?!\w)" if unit[-1].isalpha() else "")
    for unit in sorted(UNITS, key=len, reverse=True)
)


def _first_letters() -> str:
    """What a figure can begin with: a pattern that minds case, which makes it far quicker."""
    stems = ("us$", "أ", *ENGLISH, *UKRAINIAN, *ARABIC, *_CODES.lower().split("|"))
    written = {form[:3] for stem in stems for form in (stem, stem.title(), stem.upper())}
    following: dict[str, list[str]] = {}
    for form in sorted(written):
        following.setdefault(form[0], []).append(re.escape(form[1:]))
    words = (f"{letter}(?:{'|'.join(rest)})" for letter, rest in following.items())
    return "|".join((r"[\d$€£¥₴₿]", *words))


_FIGURES = re.compile(
    rf"""
    # One look at every word, since few of them begin what follows.
    (?<!\w)(?=(?-i:{_first_letters()}))
    (?: (?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)
    | (?P<dmy>\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b)
    | \b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ \u00a0](?:of[ ])?(?P<m1>{_MONTHS})\b
        (?:,?[ \u00a0](?P<y1>\d{{4}})\b)?
    | \b(?P<m2>{_MONTHS})[ \u00a0](?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b
        (?!\d|[.,]\d)(?:,?[ \u00a0](?P<y2>\d{{4}})\b)?
    | \b(?P<m3>{_MONTHS})[ \u00a0](?P<y3>\d{{4}})\b
    | (?P<prefix>(?:{_SIGNS})[ ]?|\b(?:{_CODES})[ \u00a0])?
      (?<![\w.,])(?P<amount>{_AMOUNT})
      (?:[ \u00a0-]?(?P<scale>{_SCALE})(?!\w))?
      (?:[ \u00a0]?(?P<unit>{_UNIT})|[ \u00a0](?P<code>{_CODES})\b)?
    | \b(?P<m4>{_MONTHS})\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# English words that are months and more.
_ALSO_WORDS = {"may", "march", "mar", "jan", "sep", "dec", "oct", "jun", "jul", "apr", "aug"}

_WRITTEN_TOGETHER = re.compile(r"^[وفبلك]?(?:ال)?(?=[\u0621-\u064a]{3})")
_POSSESSIVE = re.compile(r"[’'ʼ]s(?![\w’'ʼ&-])")
_ABBREVIATION = re.compile(rf"\$?[{CAPITAL}][{CAPITAL}0-9]{{1,9}}")


def claims(text: str) -> list[Claim]:
    """All claims of a Markdown text, in their order; no two of them overlap."""
    prose = _NOT_PROSE.sub(_blank, text)
    figures = list(_figures(_LIST_MARK.sub(_blank, prose)))
    return sorted([*figures, *_names(prose, figures)], key=lambda claim: claim.start)


def unsupported(text: str, facts: str) -> list[Claim]:
    """The claims of `text` that `facts` does not make."""
    known, words = _known(claims(facts)), _Words(facts)
    return [claim for claim in claims(text) if not _supported(claim, known, words)]


def counts(found: Iterable[Claim]) -> tuple[tuple[str, int], ...]:
    """How many different claims there are of each kind, in the order of KINDS."""
    keys = {claim.key: claim.kind for claim in found}
    kinds = list(keys.values())
    return tuple((kind, number) for kind in KINDS if (number := kinds.count(kind)))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _figures(text: str) -> Iterator[Claim]:
    for found in _FIGURES.finditer(text):
        part = found.groupdict()
        date = _date(part)
        if date is not None:
            alone = part["m4"]
            if alone and (alone.lower() in _ALSO_WORDS or (alone.isascii() and alone.islower())):
                continue
            yield Claim(DATE, found[0], *found.span(), (DATE, *date))
        elif part["amount"]:
            kind, key = _amount(part)
            said = found[0]
            start = found.start() + len(said) - len(said.lstrip())
            yield Claim(kind, said.strip(), start, start + len(said.strip()), key)


def _date(part: dict[str, str | None]) -> tuple[int, int, int] | None:
    """(year, month, day), 0 for what is not said."""
    if part["iso"]:
        year, month, day = part["iso"].split("-")
        return int(year), int(month), int(day)
    if part["dmy"]:
        day, month, year = re.split("[./]", part["dmy"])
        return int(year), int(month), int(day)
    for number in "1234":
        if word := part[f"m{number}"]:
            said = (part.get(f"y{number}") or 0, part.get(f"d{number}") or 0)
            return int(said[0]), month_of(word), int(said[1])
    # “In 2026 Bitcoin fell” speaks of a year.
    plain = not (part["prefix"] or part["scale"] or part["code"])
    plain = plain and UNITS.get(folded(part["unit"] or "bitcoin")) == "BTC"
    if plain and part["amount"] and re.fullmatch(r"(?:19|20)\d\d", part["amount"]):
        return int(part["amount"]), 0, 0
    return None


def _amount(part: dict[str, str | None]) -> tuple[str, Key]:
    value: object = value_of(part["amount"] or "")
    if part["scale"] and isinstance(value, Decimal):
        value *= SCALES[folded(part["scale"])]
    value = value.normalize() if isinstance(value, Decimal) else value
    currency = (part["prefix"] or part["code"] or "").strip().upper()
    unit = UNITS.get(folded(part["unit"]), "") if part["unit"] else UNITS.get(currency.lower(), "")
    unit = unit or currency
    if unit == "%":
        return PERCENT, (PERCENT, value)
    return (MONEY, (MONEY, value, unit)) if unit else (NUMBER, (NUMBER, value))


def _names(text: str, figures: list[Claim]) -> Iterator[Claim]:
    taken = {place for claim in figures for place in range(claim.start, claim.end)}
    for start, end in names(text):
        if not taken.isdisjoint(range(start, end)):
            continue
        said = text[start:end]
        kind = TICKER if _ABBREVIATION.fullmatch(said) else NAME
        yield Claim(kind, said, start, end, (kind, said.lstrip("$").casefold()))


def _known(found: Iterable[Claim]) -> set[Key]:
    known: set[Key] = set()
    for claim in found:
        known.add(claim.key)
        if claim.kind in (MONEY, PERCENT):
            known.add((NUMBER, claim.key[1]))
        elif claim.kind == DATE:
            _date_word, year, month, day = claim.key
            known |= {(DATE, 0, month, day), (DATE, year, month, 0), (DATE, year, 0, 0)}
            known.add((DATE, 0, month, 0))
    return known


def _supported(claim: Claim, known: set[Key], words: "_Words") -> bool:
    if claim.key in known:
        return True
    return claim.kind in (NAME, TICKER) and all(map(words.have, _plain_words(claim.text)))


class _Words:
    """The words of a text, found again in spite of their endings: Ukrainian declines names."""

    def __init__(self, text: str) -> None:
        self._words = set(_plain_words(text))

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._words:
            found.setdefault(_bare(word)[:3], []).append(word)
        return found

    def have(self, word: str) -> bool:
        """Whether `word` is one of them."""
        if word in self._words:
            return True
        others = () if word.isascii() else self._by_stem.get(_bare(word)[:3], ())
        return any(_same_word(word, other) for other in others)


def _plain_words(text: str) -> list[str]:
    # In Ukrainian one of these vowels becomes the other: Київ, у Києві.
    return WORD.findall(_POSSESSIVE.sub("", text.casefold().replace("ї", "є")))


def _same_word(one: str, other: str) -> bool:
    if "\u0600" <= one[0] <= "\u06ff":
        return _bare(one) == _bare(other)
    shorter = min(len(one), len(other))
    stem = max(3, shorter - 2)
    return shorter >= 3 and abs(len(one) - len(other)) <= 3 and one[:stem] == other[:stem]


def _bare(word: str) -> str:
    """An Arabic word without what is written together with it: and, in, to, the."""
    return _WRITTEN_TOGETHER.sub("", word)


# --- risk -------------------------------------------------------------------------------------

# (points for each claim, the most that claims of the kind count). A wrong amount or a wrong word
# about somebody harms most.
_WEIGHTS: Final = {
    MONEY: (8, 32),
    NAME: (4, 24),
    PERCENT: (3, 9),
    NUMBER: (2, 6),
    DATE: (1, 4),
    TICKER: (1, 4),
}
# For being a machine's text that nobody reviewed.
_UNREVIEWED = 10
_STRONG_SENTIMENT = 10
STRONG: Final = ("POSITIVE", "NEGATIVE")
MOST: Final = 99


def risk_of(claims: Iterable[tuple[str, int]], sentiment: str) -> int:
    """Of an unreviewed machine's text: from 10 to MOST."""
    points = _UNREVIEWED + (_STRONG_SENTIMENT if sentiment in STRONG else 0)
    for kind, number in claims:
        each, most = _WEIGHTS[kind]
        points += min(each * number, most)
    return min(points, MOST)
