"""Texts that are made to be slow to read: one small piece many times, or a pattern that grows.

What they look like is what parsers, patterns and comparisons look for: marks that may begin something,
begin it again, and never end it.
"""

from collections.abc import Callable, Iterator
from itertools import count, cycle

# What is repeated, by kind of reader. A piece that is slow for one may be typed to any.
PIECES = (
    # Markdown
    "](", "[", "[a](", "![", "![a](x) ", "[a](#b) ", "[![a](x)](y) ", "[[", "[^1]", "[^1]: a\n\n", "x[^a] ", "[a]: b\n",
    "*", "**", "_", "*a **a ", "a* ", "a** b_ ", "~~", "`", "`` ` ", "> ", ">", "- ", "- - ", "* a\n", "1. ", "1.\n", "+\n\n",
    "#", "# a\n\n", "## Aa\n", "= \n", "|", "|a", "|a|\n|-|\n|b|\n", "\\", "a  \n", "***\n", "- <!-- a --> b\n", "- [^1]: a\n\n",
    # HTML
    "<", "<div>", "<div ", "</div>", "<a href=\"", "<!--", "<!-- a --> b\n\n", "<![CDATA[", "<?", "<b><i>", "<p>é</p>\n\n", "<br>",
    "&", "&amp;", "&#", "&#1;", "&#x41;", "<https://", "{{", "{%", "]]>",
    # YAML
    "[a, ", "{", "{a: ", "? ", "a: b\n", "a: &a b\n", "*a ", "&a ", "!t ", "- a\n", "-\n", "a:\n", "a: |\n", "'", "''", '"', '\\"', "a: 'b'\n",
    "--- \n", "---\n", "...\n", "a : ", ", ", "# a\n",
    # Words, numbers and names
    "w", "w ", "a. ", "a b. ", ". ", "!?", "Aa Bb ", "Aa ", "Aa b, Cc d ", "of the ", "AB ", "$AB ", "$1 ", "1", "1,", "1 000 ", "1.", "1,1.", "-1 ", "1% ",
    "1 January 2026 ", "January ", "2026-01-01 ", "sixty ", "hundred and ", "a hundred ", "one-", "two thousand ", "Three Mile ",
    "п'ять ", "Аа Бб ", "خمسة و", "شركة ", "’s ", "“", "’", "- Aa ", "\"Aa\" ",
    # Blanks and lines
    " ", "\n", "\r", "\r\n", "\n\n", " \n", "\t", "\t\n", "\u00a0", "\u2028", "a\n", "b\na\n", "a\r\n", "\ufeff",
    # Other letters
    "\u0301", "e\u0301", "\u0316\u0301", "\u200f", "\u202e", "\u200b", "\u200d", "👨\u200d", "👩\u200d👧 ", "🇺", "ﷺ", "İ", "ß", "ﬃ", "각", "ᄀ", "ำ", "\u0f73", "א",
    "\x00", "\x01", "\x1b[31m", "\ufffd", "\ufffe", "\x85", "\U0001f600",
    # Text that was decoded wrongly
    "Ã", "Ã©", "â€", "â€¦ ", "ofâ€¦ ", "ðŸ˜€", "Ð", "Ð¿", "Ã¢â‚¬Â¦", "Â ", "Ñ–",
    # Addresses and headers
    "/", "//", "../", "a/", "%", "%25", "%00", "%2f", "https://", "https://a.b/ ", "a.", "xn--a.", "ü.", "@", ":", "::", "1:", "ffff:", "1.1.", ";", "=",
    "a=1&", "?a=", "a=b; ", "bytes=0-0,", "0-0,", ",", "gzip,", "gzip;q=0,", "*;q=0.1,", "W/\"a\",", "-", "a-", "--", "_-",
    # Queries
    "lang:", "tag:a ", 'tag:"', '"a b" ', "-a ", "a OR ", "(", "()", ")", "a*", "^", "$", "a' ",
)  # fmt: skip


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def _joined(pieces: Callable[[], Iterator[str]]) -> Callable[[int], str]:
    """The first pieces, until there are enough characters."""

    def make(length: int) -> str:
        made: list[str] = []
        size = 0
        for piece in pieces():
            made.append(piece)
            size += len(piece)
            if size >= length:
                break
        return "".join(made)[:length]

    return make


def _halves(first: str, second: str) -> Callable[[int], str]:
    return lambda length: _repeated(first)(length // 2) + _repeated(second)(length - length // 2)


def _reversed_lines(length: int) -> str:
    lines = (f"w{number}\n" for number in range(length // 4, 0, -1))
    return "".join(lines)[:length]


def _quoted(length: int) -> str:
    """Words in growing depth, to the depth whose marks take a half of the text."""
    depth = int(length**0.5)
    return "".join("> " * level + "a\n" for level in range(1, depth))[:length]


def _nested_list(length: int) -> str:
    depth = int(length**0.5)
    return "".join("  " * level + "- a\n" for level in range(depth))[:length]


def _nested_mapping(length: int) -> str:
    depth = int((2 * length) ** 0.5)
    return "".join(" " * level + "a:\n" for level in range(depth))[:length]


_WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta")

SHAPES: dict[str, Callable[[int], str]] = {
    **{ascii(piece)[1:-1]: _repeated(piece) for piece in PIECES},
    "different words": _joined(lambda: (f"w{number} " for number in count())),
    "different names": _joined(lambda: (f"Aa{chr(97 + n % 26)}{n} Bb " for n in count())),
    "different numbers": _joined(lambda: (f"{number}, " for number in count(1000))),
    "different lines": _joined(lambda: (f"w{number}\n" for number in count())),
    "lines backwards": _reversed_lines,
    "different keys": _joined(lambda: (f"k{number}: v\n" for number in count())),
    "different tags": _joined(lambda: (f"- t{number}\n" for number in count())),
    "different headings": _joined(lambda: (f"# h{number}\n\n" for number in count())),
    "different notes": _joined(lambda: (f"x[^{n}]\n\n[^{n}]: a\n\n" for n in count())),
    "one note many times": _halves("x[^a] ", "\n\n[^a]: b"),
    "different links": _joined(lambda: (f"[a](https://a.b/{n}) [c](#d{n})\n" for n in count())),
    "different elements": _joined(lambda: (f"<e{number}>" for number in count())),
    "different characters": _joined(lambda: (chr(0x4E00 + n % 20_000) for n in count())),
    "words in turn": _joined(lambda: (f"{word} " for word in cycle(_WORDS))),
    "sentences in turn": _joined(lambda: (f"{a.title()} b. " for a in cycle(_WORDS))),
    "prose": _joined(lambda: ("Tether paid $5 to Al Bo of a bank on May 4.\n\n" for _ in count())),
    "growing runs of `": _joined(lambda: ("`" * number + " " for number in count(1))),
    "growing runs of *": _joined(lambda: ("*" * number + "a " for number in count(1))),
    "growing quotation": _quoted,
    "growing list": _nested_list,
    "growing mapping": _nested_mapping,
    "one link to marks": lambda length: "[a](https://" + "\u0f73" * (length - 13) + ")",
    "one picture of marks": lambda length: "![a](https://" + "\u0316\u0301" * (length // 2 - 7) + ")",
    "one long key": lambda length: "k" * (length - 3) + ": v",
    "one long line of YAML": lambda length: "title: " + "w" * (length - 7),
    "[ and then ]": _halves("[", "]"),
    "![ and then ](x)": _halves("![", "](x)"),
    "( and then )": _halves("(", ")"),
    "*a **a and then a** a*": _halves("*a **a ", "a** a* "),
    "<b> and then </b>": _halves("<b>", "</b>"),
    "<div> and then </div>": _halves("<div>", "</div>"),
    "`` and then `": _halves("`` ", "` "),
    "wide table": lambda length: _repeated("|a")(length // 2) + "\n|-|-\n" + _repeated("|b")(length // 2 - 6),
    "wide table, short rows": lambda length: "\n".join(_repeated(row)(length // 3 - 2) for row in ("|a", "|-", "|\n")),
    "quotation of pictures": _halves("> ", "![a](x) "),
    "quotation of notes": _halves("> ", "[^1]: "),
    "list of pictures": _halves("- ", "![a](x) "),
}  # fmt: skip


def text_of(shape: str, length: int) -> str:
    """The text of a shape with about as many characters."""
    return SHAPES[shape](length)
