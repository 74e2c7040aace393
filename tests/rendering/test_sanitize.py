"""The allow-list holds by itself, whatever it is given."""

import json

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering.sanitize import json_block, sanitize_html, trusted, with_absolute_links


@pytest.mark.parametrize(
    ("dirty", "left"),
    [
        ("<script>alert(1)</script>ok", "ok"),
        ('<p onclick="x" style="color:red">a</p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<img src="data:image/png;base64,x" alt="a">', '<img alt="a">'),
        ("<iframe></iframe><object></object><form></form>", ""),
        ("<svg><script>x</script></svg>", ""),
        ('<h1>a</h1>', "a"),
        ('<p id="x">a</p>', "<p>a</p>"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_goes(dirty, left):
    assert sanitize_html(dirty) == left


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert sanitize_html(sanitize_html(text)) == sanitize_html(text)


def test_trusted_is_what_templates_do_not_escape():
    assert isinstance(trusted("<p>a</p>"), SafeString)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(deadline=None)
@given(ANY_JSON)
def test_json_in_a_script_element_comes_back_and_cannot_end_it(data):
    block = json_block(data)
    assert json.loads(block) == data
    assert not set(block) & set("<>&\u2028\u2029")


def test_relative_addresses_become_absolute():
    html = '<a href="/en/">x</a><a href="#s-a">y</a><a href="https://m.org/">z</a>'
    html = with_absolute_links(html, "https://n.org/en/articles/a/")
    assert 'href="https://n.org/en/"' in html
    assert 'href="https://n.org/en/articles/a/#s-a"' in html
    assert 'href="https://m.org/"' in html
    assert with_absolute_links(html, "https://other.org/") == html
