"""A file goes through a browser's text box and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.editable_text import decode_for_editing, encode_edited

TEXTS = st.lists(st.sampled_from(["a", "é", "\r", "\n", "\r\n", "ї", " ", "\ufeff", "\u2028"])).map(
    "".join
)


def through_a_browser(text: str) -> str:
    """HTML standard, form submission: every newline is CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@given(TEXTS)
def test_what_nobody_touched_comes_back_byte_for_byte(text):
    data = text.encode()
    read = decode_for_editing(data)
    assert "\r" not in read.text
    assert encode_edited(through_a_browser(read.text), read) == data


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_what_stands_around_an_edit_keeps_its_newlines(head, old, new, tail):
    read = decode_for_editing(f"{head}\nX{old}Y\n{tail}".encode())
    edited = read.text.replace("X" + decode_for_editing(old.encode()).text + "Y", f"X{new}Y", 1)
    data = encode_edited(through_a_browser(edited), read)
    assert data.startswith(f"{head}\nX".encode())
    assert data.endswith(f"Y\n{tail}".encode())


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_new_lines_are_like_the_others(newline):
    read = decode_for_editing(f"a{newline}b{newline}".encode())
    assert encode_edited("a\r\nnew\r\nb\r\n", read) == newline.join(["a", "new", "b", ""]).encode()


def test_a_bom_stays_and_is_not_shown():
    read = decode_for_editing(b"\xef\xbb\xbf---\r\n")
    assert (read.text, read.bom) == ("---\n", True)
    assert encode_edited("---\r\n", read) == b"\xef\xbb\xbf---\r\n"


def test_the_last_newline_may_be_missing():
    assert encode_edited("a\r\nb", decode_for_editing(b"a\nb")) == b"a\nb"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "title: Le château de l'été à Besançon, où l'on dîne"),
        ("cp1251", "title: Порт Ліндгольм підняв перший кран без водія"),
        ("cp1256", "title: مرحبا بالعالم هذه قصة جديدة"),
        ("utf-16", "title: Порт"),
        ("utf-16-le", "---\ntitle: Порт"),
        ("utf-16-be", "---\ntitle: Порт"),
    ],
)
def test_other_encodings_are_guessed_and_become_utf_8(encoding, text):
    read = decode_for_editing(text.encode(encoding))
    assert (read.text, read.encoding, read.lost) == (text, encoding, 0)
    assert encode_edited(read.text, read) == text.encode()


def test_a_cut_letter_in_utf_8_damages_no_other():
    read = decode_for_editing("Порт Ліндгольм".encode()[:-1] + b"\n")
    assert (read.encoding, read.lost, read.text) == ("utf-8", 1, "Порт Ліндголь�\n")


def test_a_replacement_character_that_was_there_is_not_lost():
    assert decode_for_editing("a � b".encode()).lost == 0


@given(st.binary())
def test_any_bytes_can_be_shown(data):
    encode_edited(decode_for_editing(data).text, decode_for_editing(data))
