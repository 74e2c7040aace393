"""Extracts the claims of a text that can be checked: amounts, percentages, dates, numbers (in
digits and in words), tickers and names. Pure; for English, Ukrainian and Arabic.

It does not judge truth. Arabic has no capitals: a name is recognised by the word before it
(شركة, الرئيس …) or by Latin letters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from articles.claims.figures import (
    ARABIC,
    ENGLISH,
    SCALES,
    UKRAINIAN,
    UNITS,
    fold_word,
    month_number,
    parse_number,
)
from articles.claims.names import CAPITAL, begins_sentence, find_names
from articles.claims.number_words import BEGINNINGS, PATTERN, read_numbers

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
    """A passage `text[start:end]` of a text. Claims with equal keys claim the same."""

    kind: str
    text: str
    start: int
    end: int
    key: Key


# Link targets, URLs and code: their numbers are no claims. A target that is not closed ends where
# the next one begins: otherwise each would be looked for up to the end of the text.
_NOT_PROSE = re.compile(
    r"\]\((?:[^)\s\]]|\](?!\())*+(?:\s+\"[^\"]*\")?\)"
    r"|<https?://[^<>\s]*+>|https?://[^\s)>]+|`[^`\n]+`"
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
    """A pattern of what a figure can begin with; case-sensitive, which is far faster."""
    stems = ("us$", "أ", *ENGLISH, *UKRAINIAN, *ARABIC, *_CODES.lower().split("|"))
    # “for” and “this” are most common: of numbers in words more letters are looked at.
    words = {word.replace("'", mark)[:5] for word in BEGINNINGS for mark in "'’ʼ"}
    written = {
        form
        for stem in {*(stem[:3] for stem in stems), *words}
        for form in (stem, stem[0].upper() + stem[1:], stem.upper())
    }
    following: dict[str, list[str]] = {}
    for form in sorted(written):
        following.setdefault(form[0], []).append(re.escape(form[1:]))
    forms = (f"{letter}(?:{'|'.join(rest)})" for letter, rest in following.items())
    # One look at the set of letters spares trying each of them.
    letters = "".join(following)
    return rf"[\d$€£¥₴₿]|(?=[{letters}])(?:{'|'.join(forms)})"


_FIGURES = re.compile(
    rf"""
    # A fast check first, since few words begin a figure.
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
    | (?P<words>{PATTERN})
      (?:[ \u00a0-]?(?P<words_unit>{_UNIT})|[ \u00a0](?P<words_code>{_CODES})\b)?
    | \b(?P<m4>{_MONTHS})\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# English words that are months and more.
_ALSO_WORDS = {"may", "march", "mar", "jan", "sep", "dec", "oct", "jun", "jul", "apr", "aug"}

_ABBREVIATION = re.compile(rf"\$?[{CAPITAL}][{CAPITAL}0-9]{{1,9}}")


def extract_claims(text: str, in_names: bool = False) -> list[Claim]:
    """Return all claims of a Markdown text in order; no two overlap.

    With `in_names` also numbers in words that seem to be parts of names: titles are often written
    in capitals, as names are.
    """
    prose = _NOT_PROSE.sub(_blank, text)
    figures = list(_figures(_LIST_MARK.sub(_blank, prose), in_names))
    return sorted([*figures, *_names(prose, figures)], key=lambda claim: claim.start)


def count_by_kind(claims: Iterable[Claim]) -> tuple[tuple[str, int], ...]:
    """Return (kind, number of different claims), in the order of KINDS, without zeros."""
    keys = {claim.key: claim.kind for claim in claims}
    kinds = list(keys.values())
    return tuple((kind, number) for kind in KINDS if (number := kinds.count(kind)))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _figures(text: str, in_names: bool) -> Iterator[Claim]:
    for match in _FIGURES.finditer(text):
        part = match.groupdict()
        if part["words"]:
            if in_names or not _is_in_name(text, *match.span("words")):
                yield from _worded(match)
            continue
        date = _date(part)
        if date is not None:
            alone = part["m4"]
            if alone and (alone.lower() in _ALSO_WORDS or (alone.isascii() and alone.islower())):
                continue
            yield Claim(DATE, match[0], *match.span(), (DATE, *date))
        elif part["amount"]:
            kind, key = _amount(part)
            written = match[0]
            start = match.start() + len(written) - len(written.lstrip())
            yield Claim(kind, written.strip(), start, start + len(written.strip()), key)


def _worded(match: re.Match[str]) -> Iterator[Claim]:
    """The numbers in words of a match; the unit is that of the last one."""
    numbers = list(read_numbers(match["words"]))
    for number, (begin, end, value) in enumerate(numbers, 1):
        is_last = number == len(numbers)
        unit, code = (match["words_unit"], match["words_code"]) if is_last else (None, None)
        start = match.start() + begin
        stop = match.end() if unit or code else match.start() + end
        kind, key = _kind_and_key(Decimal(value).normalize(), unit, code)
        yield Claim(kind, match.string[start:stop], start, stop, key)


def _is_in_name(text: str, start: int, end: int) -> bool:
    """Whether a number in words is a part of a name: “Three Mile Island”, “the Big Four”."""
    if not text[start].isupper():
        return False
    before_capital = text[end : end + 1] in (" ", "\u00a0") and text[end + 1 : end + 2].isupper()
    return before_capital or not begins_sentence(text, start)


def _date(part: dict[str, str | None]) -> tuple[int, int, int] | None:
    """(year, month, day), 0 for a missing part; None if the match is no date."""
    if part["iso"]:
        year, month, day = part["iso"].split("-")
        return int(year), int(month), int(day)
    if part["dmy"]:
        day, month, year = re.split("[./]", part["dmy"])
        return int(year), int(month), int(day)
    for number in "1234":
        if word := part[f"m{number}"]:
            year_and_day = (part.get(f"y{number}") or 0, part.get(f"d{number}") or 0)
            return int(year_and_day[0]), month_number(word), int(year_and_day[1])
    # In “In 2026 Bitcoin fell” the number is a year, not an amount.
    plain = not (part["prefix"] or part["scale"] or part["code"])
    plain = plain and UNITS.get(fold_word(part["unit"] or "bitcoin")) == "BTC"
    if plain and part["amount"] and re.fullmatch(r"(?:19|20)\d\d", part["amount"]):
        return int(part["amount"]), 0, 0
    return None


def _amount(part: dict[str, str | None]) -> tuple[str, Key]:
    value: object = parse_number(part["amount"] or "")
    if part["scale"] and isinstance(value, Decimal):
        value *= SCALES[fold_word(part["scale"])]
    value = value.normalize() if isinstance(value, Decimal) else value
    return _kind_and_key(value, part["unit"], part["prefix"] or part["code"])


def _kind_and_key(value: object, unit: str | None, code: str | None) -> tuple[str, Key]:
    currency = (code or "").strip().upper()
    unit = UNITS.get(fold_word(unit), "") if unit else UNITS.get(currency.lower(), "")
    unit = unit or currency
    if unit == "%":
        return PERCENT, (PERCENT, value)
    return (MONEY, (MONEY, value, unit)) if unit else (NUMBER, (NUMBER, value))


def _names(text: str, figures: list[Claim]) -> Iterator[Claim]:
    taken = {place for claim in figures for place in range(claim.start, claim.end)}
    for start, end in find_names(text):
        if not taken.isdisjoint(range(start, end)):
            continue
        name = text[start:end]
        kind = TICKER if _ABBREVIATION.fullmatch(name) else NAME
        yield Claim(kind, name, start, end, (kind, name.lstrip("$").casefold()))
