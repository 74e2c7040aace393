"""Words and minutes in scripts with and without blanks between words."""

import pytest

from articles.rendering.markdown import render
from articles.rendering.reading_time import count_words, reading_minutes


@pytest.mark.parametrize(
    ("text", "words", "minutes"),
    [
        ("", 0, 0), ("word", 1, 1), ("word " * 231, 231, 2), ("… — 5 *", 1, 1),
        ("港口今天中午开放" * 250, 1000, 5), ("港の" * 100 + " Bitcoin 2026", 102, 1), ("これはカタカナです", 5, 1),
        ("ท่าเรือเปิดแล้ว" * 100, 300, 2), ("한국어 문장 입니다", 3, 1), ("порт відкрито", 2, 1),
        ("𠀀𠀁", 1, 1), ("。、！", 0, 0), ("ສະບາຍດີ", 2, 1),
    ],
)  # fmt: skip
def test_words_are_counted_or_estimated(text, words, minutes):
    assert count_words(text) == words
    assert reading_minutes(words) == minutes


def test_a_long_chinese_text_takes_minutes_to_read():
    page = render("港口今天中午开放。" * 250)
    assert (page.word_count, page.reading_minutes) == (1000, 5)
