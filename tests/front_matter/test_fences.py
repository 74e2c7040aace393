"""Where front matter begins and ends, in every way that files are written."""

import pytest

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import line_and_column, opens_with_fence, split_file


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("blanks", ["", "  ", "\t"])
def test_the_parts_are_found(newline, mark, blanks):
    text = f"---{blanks}{newline}title: T{newline}---{blanks}{newline}Text"
    fenced = split_file(mark + text.encode())
    assert fenced.text[fenced.start : fenced.end] == f"title: T{newline}"
    assert fenced.text[fenced.body :] == "Text"
    assert (fenced.newline, fenced.bom) == (newline, bool(mark))


def test_a_file_may_end_with_its_second_fence():
    fenced = split_file(b"---\ntitle: T\n---")
    assert fenced.text[fenced.body :] == ""


def test_a_fence_with_more_behind_it_is_none():
    fenced = split_file(b"---\ntitle: T\n---- x\n---\nText")
    assert "---- x" in fenced.text[fenced.start : fenced.end]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", "no-fence"),
        (b"# Title\n", "no-fence"),
        (b"\n---\ntitle: T\n---\n", "no-fence"),
        (b"--- title: T ---", "no-fence"),
        (b"+++\ntitle = 'T'\n+++\n", "toml"),
        (b"---\ntitle: T\n", "unclosed-fence"),
        (b"---\n", "unclosed-fence"),
        (b"---\n---\nText", "empty-front-matter"),
        (b"---\n \n\n---\nText", "empty-front-matter"),
        ("---\ntitle: T\n---\n".encode("utf-16"), "not-utf-8"),
        ("---\ntitle: T\n---\n".encode("utf-32"), "not-utf-8"),
        ("---\ntitle: Café\n---\n".encode("latin-1"), "not-utf-8"),
        (b"---\ntitle: T\n---\nNUL \x00", "control-character"),
        (b"---\ntitle: T\n---\nbell \x07", "control-character"),
    ],
)
def test_what_is_no_article_is_refused_by_name(document, code):
    with pytest.raises(RecordError) as caught:
        split_file(document)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.hint


def test_the_first_bad_byte_is_named_with_its_place():
    with pytest.raises(RecordError) as caught:
        split_file("---\ntitle: Кафе\nx: caf".encode() + b"\xe9\n---\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (3, 7)
    assert "0xe9" in problem.message


@pytest.mark.parametrize(
    ("text", "index", "place"),
    [("ab\ncd", 0, (1, 1)), ("ab\ncd", 3, (2, 1)), ("a\r\nb", 3, (2, 1)), ("a\rb", 2, (2, 1)),
     ("Ж🏗x", 2, (1, 3)), ("a\u2028b", 2, (1, 3))],
)  # fmt: skip
def test_places_count_as_an_editor_counts(text, index, place):
    assert line_and_column(text, index) == place


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_place_is_the_same_however_it_is_counted(newline):
    text = "---\ntitle: Кран\n\nx: y\n---\nOne\n\nTwo".replace("\n", newline)
    fenced = split_file(text.encode())
    for index in range(len(text) + 1):
        assert fenced.position(index) == line_and_column(text, index)


@pytest.mark.parametrize("char", [*map(chr, range(0x80, 0xA1))])
def test_what_damage_may_hold_is_left_to_the_schema(char):
    assert char in split_file(f"---\ntitle: T\n---\na{char}b".encode()).text


@pytest.mark.parametrize("code", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
def test_no_other_control_character_passes(code):
    with pytest.raises(RecordError) as caught:
        split_file(f"---\ntitle: T\n---\na{chr(code)}b".encode())
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("control-character", 4, 2)
    assert f"U+{code:04X}" in problem.message


@pytest.mark.parametrize(
    ("head", "answer"),
    [(b"---\nx", True), (b"--- \r\nx", True), (b"\xef\xbb\xbf---\n", True), (b"---", False),
     (b"----\n", False), (b"text", False), (b"", False)],
)  # fmt: skip
def test_the_cheap_look_agrees(head, answer):
    assert opens_with_fence(head) is answer
