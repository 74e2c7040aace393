"""No visible word of a text disappears from its page without a word."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.body_warnings import body_warnings
from articles.rendering.excerpt import make_summary
from articles.rendering.links import SiteHosts
from articles.rendering.markdown import render
from tests.bounded import assert_bounded

HOSTS = SiteHosts("news.example", ("img.example",))


def words_of(page_html: str) -> set[str]:
    """The words that readers see."""
    text = re.sub(
        r"<br>|</?(?:sup|p|li|td|th|h\d|div|section|blockquote|pre)\b[^>]*>", " ", page_html
    )
    return set(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]+>", "", text))))


# What stands in place of W is seen; HIDDEN is a comment or an address.
PIECES = [
    "W", "W *W* **W** ~~W~~ `W` W", "<!-- HIDDEN --> W W. <!-- HIDDEN -->", "W <!-- HIDDEN --> W",
    "<!--\nHIDDEN\n\nHIDDEN\n--> W", "> <!-- HIDDEN --> W\n> W", "- <!-- HIDDEN --> W", "<!-- HIDDEN -->",
    "<!-- HIDDEN --># W", "<!-- HIDDEN -->\n- W\n- W", "<!-- HIDDEN -->  \n    W", "<!--> W -->", "# W", "W\n===",
    "- W\n- W\n\n  W", "> W\nW", "1. W\n   > W", "```\nW\n```", "    W", "***", "| W | W |\n|-|-|\n| W | W |",
    "[W](https://a.example/HIDDEN)", "[W](javascript:HIDDEN)", "[W](#HIDDEN)", "![HIDDEN](HIDDEN.png) W",
    "[![W](HIDDEN.png)](https://a.example/)", "![HIDDEN](https://img.example/x.png)", "<b>W</b>", "<div>\nW\n</div>",
    "<p>W</p> <!-- HIDDEN -->\nW", "W<br>W", "<br>", "{{ W }} {% W %} [W W=W]", "[[W]] ![[W]] W[^9]", "W[^1]",
    "[^1]: W", "> [^1]: W", "- W\n\n  [^2]: W\n\n      W", "W[^2]", "\\<!-- W -->", "&lt;!-- W --&gt;", "`<!-- W -->`",
    "W  \nW\\\nW", "## Forecast", "<!- W -->", "<!-- HIDDEN --><!-- HIDDEN --> W", "[W]", "<https://W.example>",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), st.booleans())
@example(["<!-- HIDDEN --> W W. <!-- HIDDEN -->"], False)
def test_no_word_disappears(pieces, by_machine):
    number = 0
    text = ""
    seen: set[str] = set()
    for part in re.split(r"(\bW\b)", "\n\n".join(pieces)):
        if part == "W":
            number += 1
            part = f"w{number}x"
            seen.add(part)
        text += part
    shown = words_of(render(text, hosts=HOSTS, machine_part="rewritten" if by_machine else "").html)
    assert seen <= shown, (text, seen - shown)
    assert "HIDDEN" not in shown


# (text, what readers see, beginning of a summary, codes of the warnings, their first line)
CONSTRUCTS = [
    ("<!-- a --> The mayor resigned. <!-- b -->", "The mayor resigned.", "The mayor resigned.", [], 0),
    ("Text\n\n![Alt](x.png)\n\nmore.", "Text more.", "Text more.", ["picture-file"], 3),
    ("![Alt](https://other.example/x.png) Text.", "Text.", "Text.", ["picture"], 1),
    ("![Alt](https://img.example/x.png) Text.", "Text.", "Text.", [], 0),
    ("Big <b>news</b> here.", "Big <b>news</b> here.", "Big news here.", ["html"], 1),
    ("<div>\nnews\n</div>\n\nText.", "<div> news </div> Text.", "Text.", ["html"], 1),
    ("One.<br>Two.", "One. Two.", "One. Two.", [], 0),
    ("Text {% include x %} and {{ y }}.", "Text {% include x %} and {{ y }}.",
     "Text {% include x %} and {{ y }}.", ["template"], 1),
    ("Text\n\n{{< figure src=\"x\" >}}", "Text {{< figure src=\"x\" >}}",
     "Text {{< figure src=\"x\" >}}", ["template"], 3),
    ("Text {{% x %}}", "Text {{% x %}}", "Text {{% x %}}", ["template"], 1),
    ("Text\n\n:::note\nInside", "Text :::note Inside", "Text :::note Inside", ["template"], 3),
    ("Text [gallery ids=\"1,2\"]", "Text [gallery ids=\"1,2\"]", "Text [gallery ids=\"1,2\"]", ["shortcode"], 1),
    ("Text [b]bold[/b]", "Text [b]bold[/b]", "Text [b]bold[/b]", ["shortcode"], 1),
    ("Text [[Page|words]]", "Text [[Page|words]]", "Text [[Page|words]]", ["wiki-link"], 1),
    ("Text ![[file.png]]", "Text ![[file.png]]", "Text ![[file.png]]", ["embed"], 1),
    ("Text[^9].", "Text[^9].", "Text[^9].", ["note"], 1),
    ("## Head {#id}\n\nText.", "Head {#id} Text.", "Text.", ["attributes"], 1),
    ("Text {: .big}", "Text {: .big}", "Text {: .big}", ["attributes"], 1),
    ("Text [x](#gone).", "Text x.", "Text x.", ["anchor"], 1),
    ("Text.\n\n[Update]: Resigned", "Text.", "Text.", ["definition"], 3),
    ("> Text.\n>\n> [Update]: Resigned", "Text.", "", ["definition"], 3),
    ("Text.\n\n| a |\n|---|\n| b | c |", "Text. a b", "Text.", ["table"], 5),
    # What is meant is left alone.
    ("Text `{{ x }}` \\{{ x }} `<b>` [sic] [1] {5}.", "Text {{ x }} {{ x }} <b> [sic] [1] {5}.",
     "Text {{ x }} {{ x }} <b> [sic] [1] {5}.", [], 0),
    ("Text.\n\n```\n[[x]] <b> {% y %}\n```", "Text. [[x]] <b> {% y %}", "Text.", [], 0),
    ("Text [x].\n\n[x]: /y", "Text x.", "Text x.", [], 0),
    ("Text.\n\n[//]: # (note)\n[1]: https://a.example/", "Text.", "Text.", [], 0),
    ("Text [[1]](https://a.example/) 3 < 5 | x.", "Text [1] 3 < 5 | x.", "Text [1] 3 < 5 | x.", [], 0),
    ("Text.\n\n<!-- <b> [[x]]\n{{ y }} -->", "Text.", "Text.", [], 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "page", "summary", "codes", "line"), CONSTRUCTS)
def test_what_readers_see_of_each_construct_and_what_editors_are_told(
    text, page, summary, codes, line
):
    rendered = render(text, hosts=HOSTS)
    shown = html.unescape(re.sub(r"<[^>]+>", "", rendered.html))
    assert " ".join(shown.split()) == page
    assert make_summary("", ordinary_paragraphs(parse_blocks(text, HOSTS))) == summary
    warnings = body_warnings(text, HOSTS)
    assert [warning.code for warning in warnings] == codes
    if warnings:
        assert warnings[0].line == line
        assert warnings[0].message.startswith(f"Line {line}: ")


def test_the_same_in_many_places_is_told_once_with_the_first():
    (warning,) = body_warnings("Text\n\n" + "<p>x</p>\n\n<i>y</i>\n\n" * 50, HOSTS)
    assert (warning.line, warning.shown, warning.count) == (3, "<p>", 200)
    assert warning.message.endswith("(200 places)")
    assert warning.detail == "<p>\n</p>\n<i>\n</i>"


def warn_and_render(text: str) -> None:
    body_warnings(text, HOSTS)
    render(text, hosts=HOSTS)


@pytest.mark.thorough
def test_warnings_and_pages_of_hostile_texts_take_no_longer_for_each_letter():
    pieces = (
        "{{", "[[", "<", "<!--", "[a](#b) ", "[/a", "{%", "[x]: y\n", "[gallery a=", "<p>é</p>\n\n", "{#",
        "<!-- a --> b\n\n", "- <!-- a --> b\n", "[a ", "](", "x[^1] ", "- [^1]: a\n\n", "# a\n\n", "> ",
        "[a](#b)\n\n# b\n\n", "![a](x) ", "[![a](x)](y) ", "&#1;\n\n", "<br>", "| a |\n|-|\n| b | c |\n\n",
    )  # fmt: skip
    texts = [
        "|a" * 3000 + "\n" + "|-" * 2 + "\n" + "|b" * 30_000,
        "> " * 500 + "[^1]: " * 20_000,
        "![" * 20_000 + "](x)" * 20_000,
        "> " * 70_000 + "![a](x) " * 17_000,
        "*a **a " * 10_000 + "a** a*" * 10_000,
    ]
    assert_bounded(
        warn_and_render, [*texts, *(piece * (100_000 // len(piece)) for piece in pieces)]
    )
