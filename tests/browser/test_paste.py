"""Rich text that is pasted into a story becomes clean Markdown; nothing of it runs or loads."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.clipboard import DOCUMENT, HOSTILE, LISTS_OF_WORD, WEB_PAGE, WORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(empty_site):
    return empty_site


@pytest.fixture
def page(sign_in, site):
    """The form of a new story, with its focus in the empty text."""
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/add/")
    expect(page.locator(".toolbar")).to_be_visible()
    page.locator("#id_body").focus()
    return page


# As a browser tells of Ctrl+V: with what another program has put into the clipboard.
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


def paste(page, rich: str, plain: str = "plain") -> None:
    page.evaluate(PASTE, [rich, plain])


def body(page) -> str:
    return page.locator("#id_body").input_value()


def pasted(page, rich: str, plain: str = "plain") -> str:
    """The text of the story after the HTML was pasted into the empty one."""
    page.locator("#id_body").fill("")
    paste(page, rich, plain)
    expect(page.locator("#id_body")).not_to_have_value("")
    return body(page)


def test_word_brings_headings_marks_links_lists_and_tables(page):
    assert (
        pasted(page, WORD)
        == """## Harbour report

The **ferry** left *early*, as the [harbour office](https://harbour.example/report?id=7) said.

> It was full.

- One boat
- Two boats
  - with a *crane*

1. First
2. Second

| Day | Ships |
| --- | --- |
| Monday | 14 |
| Friday | 9 \\| 10 |"""
    )
    # Undone by one key, and typed on.
    page.keyboard.press("Control+z")
    assert body(page) == ""
    expect(page.locator("#story-preview")).not_to_contain_text("ferry")


def test_lists_of_word_go_as_deep_as_they_look(page):
    assert pasted(page, LISTS_OF_WORD) == "1. One\n2. Two\n   - inner\n   - and again\n3. Three"


def test_a_document_of_google_brings_its_marks_and_the_addresses_behind_its_redirects(page):
    assert (
        pasted(page, DOCUMENT)
        == """## Ice road

Trucks cross **at night** and *slowly*, says the [road office](https://roads.example/ice?a=1&b=2).

### What is open

- The north road
  - until April
- The ~~south~~ road

| Road | Depth |
| --- | --- |
| North | 90 cm |

The end."""
    )
    said = page.locator("#save-status")
    expect(said).to_contain_text("Pictures of the pasted text were left out (1)")


def test_a_web_page_is_copied_and_pasted_by_keys(page, site):
    """What Chromium itself puts into the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.evaluate(
        """html => {
          const copied = document.createElement("div");
          copied.id = "copied";
          copied.innerHTML = html;
          document.body.append(copied);
          getSelection().selectAllChildren(copied);
        }""",
        WEB_PAGE,
    )
    page.keyboard.press("Control+c")
    page.evaluate("document.querySelector('#copied').remove()")
    page.locator("#id_body").focus()
    page.keyboard.press("Control+v")
    expect(page.locator("#id_body")).to_have_value(re.compile("whale"))
    assert (
        body(page)
        == """## A whale in the harbour

It came **on Friday**, [says the port](https://port.example/whale), and *stayed*.

> “Nobody was hurt.”

1. It swam in.
2. It swam out.

Use `ping` here."""
    )
    page.keyboard.press("Control+z")
    expect(page.locator("#id_body")).to_have_value("")
    # The plain text, on demand.
    page.keyboard.press("Control+Shift+v")
    expect(page.locator("#id_body")).to_have_value(re.compile("whale"))
    assert not set("#*[>`") & set(body(page))


def test_it_stands_apart_from_the_text_around_it(page):
    field = page.locator("#id_body")
    field.fill("Before.After.")
    page.evaluate("document.querySelector('#id_body').setSelectionRange(7, 7)")
    paste(page, "<h2>Middle</h2><p>Words.</p>")
    expect(field).to_have_value("Before.\n\n## Middle\n\nWords.\n\nAfter.")
    # A few words stay in their line, and take the place of what is selected.
    field.fill("A big ship.")
    page.evaluate("document.querySelector('#id_body').setSelectionRange(2, 5)")
    paste(page, "<b>small</b>")
    expect(field).to_have_value("A **small** ship.")


@pytest.mark.parametrize(
    ("rich", "markdown"),
    [
        ("<p>a<b> b </b>c <i>d</i><b><i>e</i></b></p>", "a **b** c *d**e***"),
        ("<p><b>bo</b><b>ld</b> and <span style='font-weight:700'>more</span></p>", "**bold** and **more**"),
        ("<p>Is 3 * 4 = 12? <b>yes*</b> snake_case _it_</p>", "Is 3 * 4 = 12? **yes\\*** snake_case \\_it\\_"),
        ("<p><b>Note:</b>then</p>", "**Note**:then"),
        ("<p># no heading</p><p>1. no list</p><p>- nor this</p>", "\\# no heading\n\n1\\. no list\n\n\\- nor this"),
        ("<p>Look!<a href='https://a.example/'>here</a> [sic]</p>", "Look\\![here](https://a.example/) [sic]"),
        ("<p>one<br>two<br><br>three</p>", "one\\\ntwo\n\nthree"),
        ("<p><a href='https://a.example/x (1)'>a [b]</a></p>", "[a \\[b\\]](https://a.example/x%20%281%29)"),
        ("<pre>a\n  b</pre><p>c</p>", "```\na\n  b\n```\n\nc"),
        ("<p dir='rtl'>قالت <b>الهيئة</b> اليوم</p>", "قالت **الهيئة** اليوم"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<table><tr><td><h2>Laid</h2><p>out</p></td></tr></table>", "## Laid\n\nout"),
        ("<p><a href='https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx&amp;sa=D'>a</a></p>", "[a](https://a.example/x)"),
    ],
)  # fmt: skip
def test_it_reads_as_it_looked(page, rich, markdown):
    assert pasted(page, rich) == markdown


@pytest.mark.parametrize(
    "rich", ["<p>**raw** words</p>", "<pre># Markdown\n\n*as it is*</pre>", "<span>a</span>"]
)
def test_what_has_no_format_is_pasted_as_the_plain_text_that_it_is(page, rich):
    assert pasted(page, rich, "# Markdown\r\n\r\n*as it is*") == "# Markdown\n\n*as it is*"


def test_nothing_of_what_is_pasted_runs_or_loads(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("window.ran = 0")
    text = pasted(page, HOSTILE)
    # The last request that something of it could have begun comes after those of the preview.
    with page.expect_response("**/preview/"):
        page.keyboard.type(" end")
    assert page.evaluate("window.ran") == 0
    assert not [url for url in asked if "evil" in url]
    assert "script" not in text
    assert "alert" not in text
    assert "evil.example" not in text
    assert "hidden" not in text
    assert "Real **words**" in text
