"""Numbers in words are read as what they count."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.number_words import PATTERN, read_numbers

NUMBERS = re.compile(rf"(?<!\w)(?:{PATTERN})", re.IGNORECASE)


def read(text: str) -> list[tuple[str, int]]:
    return [
        (match[0][start:end], value)
        for match in NUMBERS.finditer(text)
        for start, end, value in read_numbers(match[0])
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two", 2), ("twelve", 12), ("sixty", 60), ("Sixty-One", 61), ("one hundred", 100), ("two dozen", 24),
        ("nineteen hundred", 1900), ("two thousand five hundred and sixty-one", 2561),
        ("fifty million two hundred thousand", 50_200_000), ("three trillion", 3 * 10**12),
        ("шістдесят", 60), ("двоє", 2), ("сто двадцять три тисячі", 123_000), ("п’ять мільйонів", 5_000_000),
        ("сімсот вісімдесят дев'ять тисяч сто один", 789_101), ("Тисячу", 1000), ("двомастами", None),
        ("خمسة وستون", 65), ("ثلاثة عشر", 13), ("ألفان وخمسمئة", 2500), ("ثلاث مئة", 300), ("خمسة آلاف", 5000),
        ("أحد عشر", 11), ("مليون", 1_000_000),
    ],
)  # fmt: skip
def test_one_number(text, value):
    assert read(text) == ([(text, value)] if value else [])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a hundred and twenty", [("hundred and twenty", 120)]), ("a million", [("million", 10**6)]),
        ("three four", [("three", 3), ("four", 4)]), ("twenty twenty-six", [("twenty", 20), ("twenty-six", 26)]),
        ("sixty and seventy", [("sixty", 60), ("seventy", 70)]), ("one", []), ("several hundred", []),
        ("thousands", []), ("often", []), ("two-thirds", []), ("twenty-first", []), ("тисячі", []), ("сім'я", []),
        ("один", []), ("сторона", []), ("hundred", []),
    ],
)  # fmt: skip
def test_what_is_one_number_and_what_is_none(text, numbers):
    assert read(text) == numbers


ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_english(number: int) -> str:
    for factor, word in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= factor:
            rest = number % factor
            joined = f"{in_english(number // factor)} {word}"
            return f"{joined} {in_english(rest)}" if rest else joined
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


@given(st.integers(2, 10**12 - 1))
def test_every_number_is_read_back_from_english(number):
    text = in_english(number)
    assert read(text) == [(text, number)]
