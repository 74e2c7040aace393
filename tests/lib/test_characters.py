"""The one set of rules on characters, for files, forms and feeds."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.lib.characters import (
    FORBIDDEN,
    FORBIDDEN_IN_LINES,
    forbidden,
    is_visible,
    one_line,
    plain_name,
    plain_title,
    typed_text,
    without_forbidden,
)
from articles.lib.source_keys import is_source_key
from articles.lib.xml import xml_text

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]


def test_what_no_rule_forbids_is_well_formed_xml():
    """XML 1.0, section 2.2: asked of a parser for every character that there is."""
    allowed = "".join(char for char in EVERY if not FORBIDDEN.search(char))
    assert xml_text(allowed) == allowed
    etree.fromstring(f"<a>{allowed.replace('&', '').replace('<', '')}</a>")


def test_every_control_surrogate_and_noncharacter_is_forbidden_and_nothing_else():
    found = {char for char in EVERY if forbidden(char)}
    controls = {c for c in EVERY if unicodedata.category(c) in ("Cc", "Cs")} - {"\t", "\n"}
    noncharacters = {
        c for c in EVERY if ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
    }  # Unicode, section 23.7
    assert found == controls | noncharacters
    assert {c for c in EVERY if FORBIDDEN_IN_LINES.search(c)} == found - {"\r", "\x85"}


@given(st.text())
def test_the_rules_change_nothing_that_they_made(text):
    for plain in (one_line, plain_title, plain_name, typed_text, without_forbidden):
        assert plain(plain(text)) == plain(text)
    assert not FORBIDDEN_IN_LINES.search(without_forbidden(text))


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u00a0", "\u2800", "\u3164", "\u115f\u1160", "\uffa0", "\u200b\u200d", "\u00ad",
     "\u180e", "\u202e", "\ufe0f", "\u034f", "\u2003\u3000\t\n", "\U000e0041", "\U0001d159"],
)  # fmt: skip
def test_a_text_of_invisible_characters_says_nothing(text):
    assert not is_visible(text)
    assert one_line(text) == plain_title(text) == plain_name(text) == ""


@pytest.mark.parametrize("text", ["a", "!!!", "🏗️", "7", "$", "\U0001fadf", "ꙮ", "ـ"])
def test_letters_signs_and_emoji_of_any_age_are_visible(text):
    assert is_visible(text)
    assert plain_name(f" {text}\u200b") == text


@pytest.mark.parametrize(
    ("typed", "line", "lines"),
    [("a\x0bb", "a b", "a\nb"), ("a\x0c\x0bb", "a b", "a\n\nb"), ("a\r\nb\rc", "a b c", "a\nb\nc"),
     ("a\x85b", "a b", "a\nb"), ("a\u2028b\u2029c", "a b c", "a\u2028b\u2029c")],
)  # fmt: skip
def test_the_line_breaks_of_word_are_line_breaks(typed, line, lines):
    assert one_line(typed_text(typed)) == line
    assert typed_text(typed) == lines


def test_titles_lose_leftovers_of_copying_and_keep_spelling():
    assert plain_title("\ufeffPort\u200b of \u00adLind\u2060holm") == "Port of Lindholm"
    assert plain_title("می\u200cخواهم\u200f") == "می\u200cخواهم\u200f"
    assert plain_title("a\u202eb") == "a\u202eb"
    assert plain_name("\u202bميناء\u202c") == "ميناء"


def test_a_source_key_is_a_part_of_an_address():
    for key in ("wire", "The Wire", "rss/harbour", "a?b#c", "a.b", "...", "Порт"):
        assert is_source_key(key)
    for key in ("", ".", "..", "/", "/a", "a/", "a//b", "a/../b", "./a"):
        assert not is_source_key(key)
