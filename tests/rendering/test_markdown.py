"""From Markdown to a page's HTML: right, safe, and readable."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering.blocks import parse_blocks_with_lines
from articles.rendering.links import SiteHosts
from articles.rendering.markdown import render, shown_lines
from articles.rendering.sanitize import _ATTRIBUTES
from tests.examples import examples

EXAMPLES = [
    ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n"),
    ("a\nb  \nc", "<p>a\nb<br>\nc</p>\n"),
    ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("- a\n\n  b", "<ul>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ul>\n"),
    ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
    ("***", "<hr>\n"),
    ("```py\n<b>\n```", '<pre dir="ltr" tabindex="0"><code>&lt;b&gt;\n</code></pre>\n'),
    ("    x", '<pre dir="ltr" tabindex="0"><code>x</code></pre>\n'),
    ("&amp; &copy; \\* \\<", "<p>&amp; © * &lt;</p>\n"),
    ("[r]\n\n[r]: /x 'T'", '<p><a href="/x" title="T">r</a></p>\n'),
    ("<me@example.org>", '<p><a href="mailto:me@example.org">me@example.org</a></p>\n'),
    ("Title\n=====", '<h2 id="s-title">Title</h2>\n'),
    ("a<!-- hidden -->b", "<p>ab</p>\n"),
]


@pytest.mark.parametrize(("text", "html"), EXAMPLES)
def test_commonmark_is_written_as_expected(text, html):
    assert render(text).html == html


@pytest.mark.parametrize(
    "raw",
    ["<script>alert(1)</script>", "<b onclick=x>t</b>", "<div>\nx\n</div>", "<svg/onload=x>",
     "<iframe src=//e.org>", "<style>*{}</style>", "</p><p>", "<a href='javascript:x'>y</a>"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "text ", "> ", "- ", "| a |\n|-|\n| "])
def test_raw_html_is_shown_as_text(raw, before):
    page = render(before + raw)
    assert "&lt;" in page.html
    assert tags_of(page.html) <= set(_ATTRIBUTES)
    for name in ("script", "svg", "iframe", "style", "onclick="):
        assert f"<{name}" not in page.html


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "&#106;avascript:x", "data:text/html,x",
     "vbscript:x", "file:///etc/passwd", "//evil.example.org", "http://", "http://[", "\x01javascript:x"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["[t]({})", "<{}>", "[t][r]\n\n[r]: {}", "![t]({})"])
def test_an_unsafe_address_leads_nowhere(url, form):
    html = render(form.format(url), hosts=HOSTS).html
    for scheme in ("script:", "data:", "vbscript:", "file:"):
        for quote in ('href="', 'src="'):
            assert quote + scheme not in html.lower()
    found = [value for name, value in attributes_of(html) if name in ("href", "src")]
    assert all(v.startswith(("http", "/", "#", "%", "mailto:", "&")) or ":" not in v for v in found)


@pytest.mark.parametrize(
    ("url", "rel"),
    [
        ("https://other.example.org/x", "nofollow noopener"),
        ("http://other.example.org", "nofollow noopener"),
        ("//other.example.org/x", "nofollow noopener"),
        ("https://news.example.org/x", None),
        ("/en/articles/x/", None),
        ("#note", None),
        ("mailto:a@example.org", None),
    ],
)
def test_links_to_other_sites_say_so(url, rel):
    html = render(f"[t]({url})", hosts=SiteHosts("news.example.org")).html
    assert dict(attributes_of(html)).get("rel") == rel


HOSTS = SiteHosts("news.example.org", ("img.example.org", "e.org"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://img.example.org/a.jpg", "https://img.example.org/a.jpg"),
        ("/media/a.jpg", "/media/a.jpg"),
        # As the others of the site, so that it is known for one.
        ("https://news.example.org/media/a.jpg?w=1", "/media/a.jpg"),
    ],
)
def test_pictures_of_allowed_hosts_are_shown(url, shown):
    html = render(f"![A *crane*<br>]({url} 'T')", hosts=HOSTS).html
    assert f'<img src="{shown}" alt="A crane" title="T" loading="lazy"' in html


def test_hosts_in_any_script_are_known_as_settings_have_them():
    hosts = SiteHosts("xn--b1amarcd.xn--j1amh", ("xn--n1abei.xn--j1amh",))
    html = render("[a](https://Новини.укр/x) ![b](https://порт.укр/b.jpg)", hosts=hosts).html
    assert html == (
        '<p><a href="https://xn--b1amarcd.xn--j1amh/x">a</a> '
        '<img src="https://xn--n1abei.xn--j1amh/b.jpg" alt="b" loading="lazy" '
        'decoding="async"></p>\n'
    )


@pytest.mark.parametrize(
    "url",
    ["http://img.example.org/a.jpg", "https://other.example.org/a.jpg", "a.jpg", "/a.jpg", "//e.org/a.jpg",
     "data:image/png;base64,x", "https://[", "https://news.example.org/a.jpg", "javascript:x", ""],
)  # fmt: skip
def test_a_picture_that_a_page_may_not_show_leaves_nothing_behind(url):
    hidden = f"![A *crane*](<{url}>)"
    assert render(hidden, hosts=HOSTS).html == ""
    assert render(f"- {hidden}\n- b\n\n> {hidden}", hosts=HOSTS).html == "<ul>\n<li>b</li>\n</ul>\n"
    assert render(f"a {hidden} b", hosts=HOSTS).html == "<p>a  b</p>\n"
    assert shown_lines(parse_blocks_with_lines(f"{hidden}\n\nb", HOSTS)) == [2]


def test_a_link_around_a_picture_that_is_left_out_stays_a_link():
    html = render("[![A *crane*](a.jpg)](https://e.org/)", hosts=HOSTS).html
    assert ">A crane</a>" in html
    assert render("[![](a.jpg)](https://e.org/)", hosts=HOSTS).html == ""


def test_headings_start_at_h2_and_keep_their_order():
    page = render("# One\n\n### Deep\n\n## Two")
    assert [(h.level, h.text) for h in page.outline] == [(2, "One"), (4, "Deep"), (3, "Two")]
    assert [h.level for h in render("### Three\n\n#### Four").outline] == [2, 3]


def test_a_heading_that_repeats_the_title_is_left_out():
    page = render("# The  Harbour\n\nText.", title="the harbour")
    assert page.html == "<p>Text.</p>\n"
    assert page.outline == ()


def test_anchors_are_unique_and_cannot_take_anothers_place():
    page = render("## A\n\n## A\n\n## A 2\n\n## ...\n\n## Про порт\n\nx[^1]\n\n[^1]: y")
    ids = [value for name, value in attributes_of(page.html) if name == "id"]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(("s-", "fn-", "fnref-")) for i in ids)
    assert [h.id for h in page.outline][-1] == "s-pro-port"


def test_the_outline_is_plain_text():
    (heading,) = render("## A *b* `c<` [d](/x) ![e](https://x.org/y.png)").outline
    assert heading.text == "A b c< d"


def test_footnotes_lead_there_and_back():
    html = render("a[^x] b[^x] c[^y]\n\n[^y]: why\n\n[^x]: ex\n\n[^z]: alone").html
    assert 'href="#fn-1" id="fnref-1"' in html
    assert 'id="fnref-1-2"' in html
    assert html.index("ex</p>") < html.index("why</p>") < html.index("alone</p>")
    assert html.count("footnote-back") == 2


def test_a_reference_without_a_note_stays_text():
    assert render("a[^x]").html == "<p>a[^x]</p>\n"


def test_tables_scroll_by_themselves_and_align_by_class():
    html = render("|a|b|\n|:-|-:|\n|1|2|").html
    assert 'class="table-scroll" role="region" tabindex="0"' in html
    assert '<th scope="col" class="align-left">a</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert "style=" not in html


def test_opinion_is_set_apart_until_the_next_section():
    text = "## News\n\na\n\n## From author\n\nb\n\n### Detail\n\nc\n\n## More\n\nd"
    html = render(text, machine_part="rewritten").html
    inside = html[
        html.index('<section class="opinion" data-nosnippet="">') : html.index("</section>")
    ]
    assert "b</p>" in inside
    assert "c</p>" in inside
    assert "opinion-note" in inside
    assert "d</p>" not in inside
    assert "a</p>" not in inside


def test_opinion_that_ends_the_text_is_closed_before_the_footnotes():
    html = render("## Forecast\n\na[^1]\n\n[^1]: n", machine_part="rewritten").html
    assert html.index("</section>") < html.index('class="footnotes"')


def test_words_are_counted_in_every_script():
    assert render("One *two*-three.\n\n- four — 5\n\n```\nsix\n```").word_count == 5
    assert render("Порт відкрито сьогодні").word_count == 3
    assert render("افتُتح الميناء اليوم").word_count == 3


def test_reading_time_is_rounded_up_and_nothing_takes_none():
    assert render("").reading_minutes == 0
    assert render("word").reading_minutes == 1
    assert render("word " * 231).reading_minutes == 2


def test_a_link_to_a_heading_finds_it():
    html = render("[x](#one)\n\n## One").html
    assert 'href="#s-one"' in html
    assert 'id="s-one"' in html


def test_line_breaks_of_html_are_line_breaks():
    page = render("one.<br>Two<BR/>three\n\n<br>\n\n| a<br />b |\n|-|")
    assert page.html.startswith("<p>one.<br>\nTwo<br>\nthree</p>\n<div")
    assert page.html.count("<br>") == 3
    assert page.text.split() == ["one.", "Two", "three", "a", "b"]


@pytest.mark.parametrize(
    "text",
    [">" * 20_000, "[" * 50_000, "*a " * 20_000, "`" * 20_000, "[a](" * 20_000, "<" * 50_000,
     "&" * 50_000, "".join("  " * i + "- a\n" for i in range(1000)), "|a" * 2000 + "\n" + "|-" * 2000,
     "[^1]" * 5000 + "\n\n[^1]: a", "# a\n" * 5000, "![" * 20_000],
)  # fmt: skip
def test_hostile_text_ends_and_nests_no_deeper_than_a_page_may(text):
    html = render(text).html
    depth = deepest = 0
    for kind, name in Shape(html).steps:
        depth += {"start": 1, "end": -1}[kind] if name not in VOID else 0
        deepest = max(deepest, depth)
    assert deepest <= 60


VOID = {"br", "hr", "img"}


class Shape(HTMLParser):
    """The tags and attributes of a piece of HTML, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.steps: list[tuple[str, str]] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.steps.append(("start", tag))
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        self.steps.append(("end", tag))


def tags_of(html: str) -> set[str]:
    return {name for _kind, name in Shape(html).steps}


def attributes_of(html: str) -> list[tuple[str, str]]:
    return Shape(html).attributes


_PIECES = st.sampled_from(
    ["<script>", "</p>", "<img src=x onerror=y>", "[a](javascript:x)", "![a](https://e.org/i.png)",
     "# ", "\n\n", "\n", "> ", "- ", "`", "```\n", "*", "**", "~~", "[^1]", "\n[^1]: ", "|a|\n|-|\n",
     "&lt;", "&#60;", "<!--", "-->", "\\", "<a href='x' onclick=y>", "text ", "От автора", "<https://e.org>"]
)  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(_PIECES | st.text(max_size=8), max_size=25).map("".join))
def test_no_text_gets_anything_past_the_allow_list(text):
    page = render(text, hosts=HOSTS, machine_part="rewritten")
    shape = Shape(page.html)
    for _kind, tag in shape.steps:
        assert tag in _ATTRIBUTES
    known = set().union(*_ATTRIBUTES.values())
    for name, value in shape.attributes:
        assert name in known
        assert not value.lower().lstrip().startswith(("javascript:", "data:", "vbscript:"))
    opened = [name for kind, name in shape.steps if kind == "start" and name not in VOID]
    closed = [name for kind, name in shape.steps if kind == "end"]
    assert sorted(opened) == sorted(closed)
    ids = [value for name, value in shape.attributes if name == "id"]
    assert len(ids) == len(set(ids))


# --- where the elements of a page begin in the text --------------------------------------------


class Elements(HTMLParser):
    """The elements that stand for a block each, as the desk's preview counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        name = dict(attributes).get("class") or ""
        inside = [one for one in self.open if one != "opinion"]
        if not inside and name not in ("opinion", "opinion-note", "footnotes"):
            self.found.append(tag)
        if tag not in ("br", "hr", "img"):
            self.open.append(name if name in ("opinion", "footnotes") else tag)

    def handle_endtag(self, tag):
        self.open.pop()


def elements(html: str) -> list[str]:
    parser = Elements()
    parser.feed(html)
    return parser.found


def test_every_element_of_a_page_knows_its_line():
    body = """# Same

First
paragraph[^1].

<!-- a note -->

![a](https://e.org/a.png)

## Forecast

Up.

| a | b |
|---|---|
| 1 | 2 |

[^1]: A footnote.

## After

***
- one

- two
"""
    lines = shown_lines(parse_blocks_with_lines(body, HOSTS), title="Same")
    found = elements(render(body, title="Same", hosts=HOSTS, machine_part="rewritten").html)
    assert found == ["p", "p", "h2", "p", "div", "h2", "hr", "ul"]
    text = body.split("\n")
    assert [text[line] for line in lines] == [
        "First", "![a](https://e.org/a.png)", "## Forecast", "Up.", "| a | b |", "## After",
        "***", "- one",
    ]  # fmt: skip
    other_newlines = parse_blocks_with_lines(body.replace("\n", "\r\n"), HOSTS)
    assert shown_lines(other_newlines, title="Same") == lines
    assert shown_lines([]) == []


PARTS = ["# T", "## Forecast", "x", "x\n===", "- a\n\n- b", "> q\n> # h", "```\ncode\n```", "***",
         "|a|\n|-|\n|b|", "[^1]: note", "see[^1]", "<!-- c -->", "<div>", "![a](https://e.org/x.png)",
         "[r]: /x", "    y", "é ü 𝒳",
         "<!-- a --> b <!-- c -->", "![b](x.png)", "> [^1]: note\n> - a", "- [^2]: note[^1]", "<br>", "a[^2]"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.sampled_from(["\n\n", "\n", "\r\n\r\n"]))
def test_there_are_as_many_lines_as_elements(parts, between):
    body = between.join(parts)
    lines = shown_lines(parse_blocks_with_lines(body, HOSTS), title="T")
    html = render(body, title="T", hosts=HOSTS, machine_part="rewritten").html
    assert len(lines) == len(elements(html))
    assert lines == sorted(set(lines))
    assert all(line <= body.count("\n") for line in lines)
