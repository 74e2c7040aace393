"""Each refusal names the thing, the place and the next step."""

import pytest

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import parse
from tests.front_matter.strategies import RULES
from tests.front_matter.test_files import DATED

DATE = "publishedAt: 2026-01-31T12:00:00Z"
# A title as it was typed, with the quotes that the hint must show.
NEED_QUOTES = {
    "&Sons": "'&Sons'",
    "& Sons": "'& Sons'",
    "!Stop the war": "'!Stop the war'",
    "! Stop": "'! Stop'",
    "*x": "'*x'",
    "*bold* text": "'*bold* text'",
    "@home": "'@home'",
    "%x": "'%x'",
    "`code` x": "'`code` x'",
    "[Live] now": "'[Live] now'",
    "{x} y": "'{x} y'",
    "> x": "'> x'",
    "| x": "'| x'",
    "- x": "'- x'",
    "? x": "'? x'",
    "One: two": "'One: two'",
    "'It's'": "'It''s'",
    '"a" b': "'\"a\" b'",
    ", x": "', x'",
    "Mind's @: x": "'Mind''s @: x'",
}


def problems(document: str | bytes):
    with pytest.raises(RecordError) as caught:
        parse(document if isinstance(document, bytes) else document.encode(), "a.md", RULES)
    return caught.value.problems


@pytest.mark.parametrize("title", NEED_QUOTES)
def test_a_value_that_yaml_takes_for_its_own_is_shown_in_quotes(title):
    problem = problems(f"---\ntitle: {title}\n{DATE}\n---\nText.\n")[0]
    assert problem.line == 2
    assert f"title: {NEED_QUOTES[title]}" in problem.hint
    # And so it is good.
    good = f"---\ntitle: {NEED_QUOTES[title]}\n{DATE}\n---\nText.\n".encode()
    assert parse(good, "a.md", RULES).record.title


# (front matter, line, words of the message, words of the hint)
FRONT = {
    "an empty text for the tags": ("tags: ''", 4, "must be a list", "tags: []"),
    "commas alone": ("tags: ', ,'", 4, "must be a list", "tags: []"),
    "words for the tags": ("tags: a, b", 4, "must be a list", "\n  - a\n  - b"),
    "an empty tag": ("tags:\n  - a\n  -\n  - b", 6, "empty", "Remove it"),
    "an empty tag in quotes": ("tags:\n  - a\n  - b\n  - ' '", 7, "empty", "Remove it"),
    "a list in the tags": ("tags:\n  - a\n  - [b]", 6, "must be text", "one value"),
    "an alias without a root": ("aliases:\n  - /a\n  - b", 6, "not a path", "/old/address/"),
    "a link that is not safe": ("cta:\n  - a\n  - url: ftp://x.org", 6, "https", ""),
    "an open quote": ("a: 'x\nb: y", 4, "opened here and not closed", "Close it"),
    "an open quote in a list": ('a:\n  - "x\nb: y', 5, "opened here", "Close it"),
    "a tab": ("a:\n\tb: c", 5, "token", "spaces"),
    "a sign in a list": ("tags: [a, @b]", 4, "token", "begins with @ needs quotes"),
    "a real tag": ("a: !!python/name:x y", 4, "begins with !", "Remove the word"),
}  # fmt: skip


@pytest.mark.parametrize("name", FRONT)
def test_a_problem_stands_at_its_line_and_says_what_to_do(name):
    front, line, message, hint = FRONT[name]
    problem = problems(f"---\n{DATED}\n{front}\n---\nText.\n")[0]
    assert problem.line == line
    assert message in problem.message
    assert hint in problem.hint
    assert problem.hint


FILES = {
    "two byte order marks": ("\ufeff\ufeff---\ntitle: T\n---\n", "byte order mark", "BOM"),
    "a blank line": ("\n---\ntitle: T\n---\n", "blanks stand", "first line"),
    "a zero-width space": ("\u200b---\ntitle: T\n---\n", "U+200B", "Remove it"),
    "more on the first line": ("--- yaml\ntitle: T\n---\n", "more than ---", "its own"),
    "no fence": ("title: T\n", "does not begin", "Begin the file with ---"),
    "Windows-1252": ("---\ntitle: Café à l'été déjà vu\n---\n".encode("cp1252"), "probably Windows-1252",
                     "iconv -f WINDOWS-1252 -t UTF-8"),
    "Windows-1251": ("---\ntitle: Каштани цвітуть у Києві щовесни\n---\n".encode("cp1251"),
                     "probably Windows-1251", "iconv -f WINDOWS-1251 -t UTF-8"),
    "UTF-16": ("---\ntitle: T\n---\n".encode("utf-16"), "UTF-16", "iconv -f UTF-16"),
    "UTF-16 without a mark": ("---\ntitle: T\n---\n".encode("utf-16-be"), "UTF-16BE", "-f UTF-16BE"),
    "an archive": (b"PK\x03\x04\x14\0\0\0\0\0", "a ZIP archive", "upload it at the desk"),
    "a packed archive": (b"\x1f\x8b\x08\0", "a gzip archive", "Unpack it"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "a PDF", "Markdown file"),
    "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture", "coverImage"),
    "a drawing": (b"\x89PNG\r\n\x1a\n", "a picture", "coverImage"),
    "one damaged byte": ("---\ntitle: Каштани\n---\n".encode() + b"\xff", "byte 0xff", "this letter"),
    "other names": ("---\nheadline: T\ndate: 2026-01-31\nlastmod: x\n---\n", "publishedAt",
                    "`date` and `lastmod`"),
    "pubDate": ("---\ntitle: T\npubDate: 1\n---\n", "publishedAt", "`pubDate`"),
    "created_at": ("---\ntitle: T\ncreated_at: 1\n---\n", "publishedAt", "`created_at`"),
    "headline": (f"---\nheadline: T\n{DATE}\n---\n", "is required", "`headline`"),
    "a number sign": (f"---\ntitle: #1 in the port\n{DATE}\n---\n", "must not be empty", "quotes"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_message_names_the_cause_and_the_next_step(name):
    document, message, hint = FILES[name]
    problem = problems(document)[0]
    assert message in problem.message
    assert hint in problem.hint
    assert "not supported" not in problem.message
