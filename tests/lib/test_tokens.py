"""What a word is, and which spellings are the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.tokens import BODY_WORDS, WORD_LENGTH, token_line, token_spans, tokenize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour's crane-driver, no. 5", "the harbour s crane driver no 5"),
        ("snake_case", "snake case"),
        ("Málaga ÉCOLE Øresund Łódź straße œuvre", "malaga ecole oresund lodz strasse oeuvre"),
        ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
        ("ﬁne № Ⅳ", "fine no iv"),
        # Ukrainian: й and ї lose their marks, an apostrophe is no end of a word.
        ("Київ Йод п'ять п’ять пʼять", "киів иод пять пять пять"),
        ("Ёлка", "елка"),
        # Arabic: alef forms, vowel marks, the stretcher, teh marbuta, digits.
        ("الأَخْبَار إلى آخر", "الاخبار الي اخر"),
        ("مـــدينة ۲۰۲۶ ٢٠٢٦", "مدينه 2026 2026"),
        # Scripts without blanks: a character is a word.
        ("東京都2026", "東 京 都 2026"),
        ("ガラス ｶﾞﾗｽ", "カ ラ ス カ ラ ス"),
        ("서울 시장", token_line("서울 시장")),
        ("हिन्दी", "हिन्दी"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("\x00 \ud800 🛥 --- ''", ""),
        ("", ""),
    ],
)
def test_a_text_has_these_words(text, expected):
    assert token_line(text) == expected


def test_a_final_sigma_is_a_sigma():
    assert tokenize("ΟΔΟΣ") == tokenize("οδος") == tokenize("οδός")


@given(st.text(max_size=300))
def test_words_are_letters_and_digits_and_stay_what_they_are(text):
    for word in tokenize(text):
        assert 0 < len(word) <= WORD_LENGTH
        assert not any(ord(c) < 128 and not c.isalnum() for c in word)
        assert not any(c.isspace() for c in word)
    assert token_line(token_line(text)) == token_line(text)


@given(st.text(max_size=300))
def test_case_does_not_matter(text):
    assert token_line(text.upper().lower()) == token_line(text.upper())


@given(st.text(max_size=300))
def test_every_word_is_found_where_it_stands(text):
    found = list(token_spans(text))
    assert [word for word, _start, _end in found] == tokenize(text)
    places = [(start, end) for _word, start, end in found]
    assert all(start < end <= len(text) for start, end in places)
    assert places == sorted(places)


def test_a_text_of_any_length_has_its_bounds():
    assert len(tokenize("a " * 90_000)) == BODY_WORDS
    assert len(tokenize("x" * 300_000)[0]) == WORD_LENGTH
    assert len(token_line("ﷺ" * 100_000)) <= 100_000
