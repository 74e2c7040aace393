"""Links within a text find their heading or note, however they are written."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering.markdown import render


class Ids(HTMLParser):
    """The ids of a piece of HTML, and the fragments that its links lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if (values.get("href") or "").startswith("#"):
            self.fragments.append(values["href"][1:])


@pytest.mark.parametrize(
    ("heading", "fragments"),
    [
        ("Що далі буде?", ["що-далі-буде", "Що-далі-буде?", "shcho-dali-bude", quote("що-далі-буде")]),
        ("Café", ["café", "cafe\u0301", "cafe", "caf%C3%A9", "Café"]),
        ("A & B", ["a--b", "a-b", "A & B", "A%20&%20B"]),
        ("ماذا بعد؟", ["ماذا-بعد", quote("ماذا-بعد"), "mdh-bd"]),
        ("What's *new* in `2.0`?", ["whats-new-in-20", "what-s-new-in-2-0", "What's new in 2.0?"]),
        ("你好，世界", ["你好世界", "你好，世界"]),
        ("हिन्दी खबर", ["हिन्दी-खबर", quote("हिन्दी-खबर")]),
        ("snake_case", ["snake_case", "snake-case"]),
        ("S A", ["s-a", "s-s-a"]),
        ("x" * 90, ["x" * 90, "s-" + "x" * 60]),
    ],
)  # fmt: skip
def test_a_heading_is_found_however_its_link_writes_it(heading, fragments):
    for fragment in fragments:
        page = render(f"[x](<#{fragment}>)\n\n## {heading}")
        assert Ids(page.html).fragments == [page.outline[0].id], fragment


def test_an_anchor_copied_from_the_page_gets_no_second_prefix():
    text = "## One\n\na[^n] b[^n]\n\n[^n]: note\n\n"
    ids = Ids(render(text).html).ids
    assert ids == ["s-one", "fnref-1", "fnref-1-2", "fn-1"]
    links = " ".join(f"[x](#{one})" for one in ids)
    assert [f for f in Ids(render(text + links).html).fragments if f in ids][:2] == ["fn-1", "fn-1"]
    copied = Ids(render(f"{links}\n\n{text}").html).fragments[: len(ids)]
    assert copied == ids


def test_the_second_of_two_equal_headings_is_found_as_github_counts_and_as_the_page_does():
    page = render("[x](#дім-1) [y](#s-dim-2) [z](#дім)\n\n## Дім\n\n## Дім")
    first, second = (heading.id for heading in page.outline)
    assert Ids(page.html).fragments == [second, second, first]


def test_headings_inside_of_other_blocks_are_found():
    page = render("[x](#one) [y](#two) [z](#три)\n\n> ## One\n\n- ## Two\n\n[^1]: ## Три")
    found = Ids(page.html)
    assert set(found.fragments) <= set(found.ids)
    assert len(found.fragments) == 3
    assert page.outline == ()


def test_a_link_to_the_heading_that_repeats_the_title_leads_to_the_top():
    page = render("# The Harbour\n\n[x](#the-harbour) [y](#) [z](#top)", title="The harbour")
    assert Ids(page.html).fragments == ["top", "top", "top"]


@pytest.mark.parametrize(
    "fragment", ["gone", "fn-2", "fnref-2", "fnref-1-1", "fn-1-2", "fn-0", "%FF", "!"]
)
def test_a_link_that_means_nothing_here_is_no_link(fragment):
    html = render(f"a [x](#{fragment}) b[^1]\n\n## One\n\n## ?\n\n[^1]: n").html
    assert html.startswith("<p>a x b<sup>")


@pytest.mark.parametrize(
    "text",
    [
        "> a[^1]\n>\n> [^1]: note", "- a[^1]\n\n  [^1]: note", "1. > - a[^1]\n   >\n   >   [^1]: note",
        "a[^1]\n\n> [^1]: note\n>\n> - [^2]: other[^1]\n\nb[^2]", "a[^N]\n\n[^n]: note",
        "a[^1]\n\n[^1]: one\n\n[^1]: two", "[^1]: self[^1]\n\na[^1]", "| a[^1] |\n|-|\n\n- [^1]: note",
    ],
)  # fmt: skip
def test_notes_lead_there_and_back_wherever_they_are_defined(text):
    page = render(text)
    found = Ids(page.html)
    assert set(found.fragments) <= set(found.ids), page.html
    assert len(found.ids) == len(set(found.ids))
    assert page.html.count("footnote-back") == page.html.count('<li id="fn-')
    for word in re.findall("note|other|one|two|self", text):
        assert word in page.html
    assert "<blockquote>\n</blockquote>" not in page.html


WORDS = ["Що далі", "Café", "A & B", "a b", "ماذا بعد", "x_y", "S A", "b", "2.0", "?", "一二"]
PIECES = [
    "## {}", "> ## {}", "- # {}\n- x", "[l](<#{}>)", "[^{}]", "[^{}]: note", "> [^{}]: quoted",
    "- [^{}]: listed\n\n      more", "text [l][{}]\n\n[{}]: <#{}>", "<!-- {} --> [^{}]", "{}\n===",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(WORDS)), max_size=12),
    st.sampled_from(["{}", "{}-1", "s-{}"]),
)
def test_every_link_within_a_page_leads_to_an_id_of_it(pieces, form):
    text = "\n\n".join(
        piece.replace("<#{}>", f"<#{form}>").replace("{}", word) for piece, word in pieces
    )
    found = Ids(render(text).html)
    assert set(found.fragments) <= {*found.ids, "top"}
    assert len(found.ids) == len(set(found.ids))
    headings = {word for piece, word in pieces if "# {}" in piece or "===" in piece} - {"?"}
    links = [word for piece, word in pieces if "<#{}>" in piece and word in headings]
    if form == "{}":
        assert len([one for one in found.fragments if one.startswith("s-")]) >= len(set(links))


def test_very_many_headings_and_links_take_no_longer_each():
    text = "# a\n" * 3000 + "[x](#a-2999)\n" * 3000 + "\n" + "[^1]" * 3000 + "\n\n[^1]: n"
    html = render(text).html
    assert html.count('href="#s-a-2999"') == 3000
