"""Form fields of text: what is mended, and what is refused with its place."""

import pytest
from django.core.exceptions import ValidationError

from articles.lib.text_inputs import LineInput, LinesInput, NameInput, SourceKeyInput, TitleInput

ALL = (LinesInput, LineInput, TitleInput, NameInput, SourceKeyInput)


@pytest.mark.parametrize("field", ALL)
@pytest.mark.parametrize(
    "character", ["\x01", "\x1f", "\x7f", "\x9d", "\ufffe", "\uffff", "\ufdd0"]
)
def test_a_character_that_no_text_holds_is_refused_with_its_place(field, character):
    with pytest.raises(ValidationError) as caught:
        field().clean(f"The harbour{character} opened")
    (message,) = caught.value.messages
    assert f"U+{ord(character):04X} after “The harbour”" in message


@pytest.mark.parametrize("field", ALL)
@pytest.mark.parametrize("text", ["\u2800", "\u3164 \u115f", "\u00a0", "\u200b", "\x0b", "\u2028"])
def test_text_without_a_visible_character_is_empty(field, text):
    assert field(required=False).clean(text) == ""
    with pytest.raises(ValidationError, match="required"):
        field().clean(text)


def test_the_line_breaks_of_word_are_mended():
    assert LinesInput().clean(" a\x0bb\r\nc ") == "a\nb\nc"
    for field in ALL[1:]:
        assert field().clean(" a\x0bb\r\nc ") == "a b c"


def test_the_length_is_counted_after_mending():
    assert LinesInput(max_length=3).clean("a\r\nb") == "a\nb"
    with pytest.raises(ValidationError, match="at most 3"):
        NameInput(max_length=3).clean("abcd")


def test_what_turns_text_around_is_refused_in_titles_and_left_out_of_names():
    with pytest.raises(ValidationError, match=r"U\+202E after “a”"):
        TitleInput().clean("a\u202eb")
    assert NameInput().clean("a\u202eb\u200b") == "ab"
    assert TitleInput().clean("\u00ada\u200bb") == "ab"


@pytest.mark.parametrize("key", [".", "..", "/", "a/", "/a", "a/../b"])
def test_a_source_key_that_no_address_can_hold_is_refused(key):
    with pytest.raises(ValidationError, match="No address"):
        SourceKeyInput().clean(key)
