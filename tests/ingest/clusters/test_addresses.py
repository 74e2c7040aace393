"""One address for one page, whatever was put into it to count readers."""

import pytest

from articles.ingest.clusters.addresses import canonical_address

PAGE = "wire.example.org/harbour/opens"


@pytest.mark.parametrize(
    "url",
    [
        "https://wire.example.org/harbour/opens",
        "http://wire.example.org/harbour/opens/",
        "https://www.wire.example.org:443/harbour/opens?utm_source=rss&utm_medium=feed",
        "https://m.wire.example.org/harbour//opens/amp",
        "https://WIRE.example.org/harbour/opens?fbclid=A1#comments",
        "https://amp.wire.example.org/harbour/opens/index.html?ref=home&via=x",
    ],
)
def test_forms_of_one_address_are_equal(url):
    assert canonical_address(url) == PAGE


def test_what_names_a_page_stays():
    assert canonical_address("https://a.example/?p=7&utm_campaign=x") == "a.example?p=7"
    assert canonical_address("https://a.example/x?b=2&a=1") == "a.example/x?a=1&b=2"
    assert canonical_address("https://a.example:8080/x") == "a.example:8080/x"
    assert canonical_address("https://a.example/X") != canonical_address("https://a.example/x")
    # A name of two labels has nothing in front of it.
    assert canonical_address("https://m.example/x") == "m.example/x"


@pytest.mark.parametrize(
    "url",
    [
        "", "7", "urn:uuid:1", "https://", "https://wire.example.org", "https://wire.example.org/",
        "https://wire.example.org/?utm_source=a", "http://[", "javascript:alert(1)", "http://a:99999/x",
        "https://a.example/?" + "&".join(f"a{n}=1" for n in range(99)),
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_none(url):
    assert canonical_address(url) == ""
