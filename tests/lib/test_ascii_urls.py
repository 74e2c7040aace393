"""An address in any script is one that headers, XML and programs can hold."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.ascii_urls import ascii_host, ascii_url, split_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://новини.укр", "https://xn--b1amarcd.xn--j1amh"),
        ("https://новини.укр:8443/a?б#в", "https://xn--b1amarcd.xn--j1amh:8443/a?%D0%B1#%D0%B2"),
        ("https://example.org/їжа/%d1%97", "https://example.org/%D1%97%D0%B6%D0%B0/%d1%97"),
        ("https://example.org/a b", "https://example.org/a b"),
        ("/їжа/", "/%D1%97%D0%B6%D0%B0/"),
        ("", ""),
    ],
)
def test_hosts_are_punycode_and_the_rest_is_percent_encoded(url, expected):
    assert ascii_url(url) == expected


@given(st.text().map("https://{}".format))
def test_any_text_becomes_ascii_and_stays_so(text):
    text = text.encode(errors="replace").decode()
    assert ascii_url(text).isascii()
    assert ascii_url(ascii_url(text)) == ascii_url(text)


def test_patterns_of_hosts_stay_patterns():
    assert [ascii_host(host) for host in ("*", ".новини.укр", "[::1]")] == [
        "*", ".xn--b1amarcd.xn--j1amh", "[::1]",
    ]  # fmt: skip


def test_a_host_is_in_small_letters_as_urls_are_compared_with_it():
    assert [ascii_host(host) for host in ("Images.Example.ORG", "НОВИНИ.укр")] == [
        "images.example.org", "xn--b1amarcd.xn--j1amh",
    ]  # fmt: skip


@given(st.text(alphabet="ab:/?#@.\t\n é\u0301[]"))
def test_a_url_is_split_as_python_does(url):
    def parts(split):
        try:
            return split(url)
        except ValueError as error:
            return str(error)

    assert parts(split_url) == parts(urlsplit)


@pytest.mark.parametrize("before", ["https://", "//", "https:/\t/", " https://"])
def test_a_host_that_no_url_has_is_refused_before_it_is_looked_at(before):
    with pytest.raises(ValueError, match="too long"):
        split_url(before + "\u0f73" * 1_000_000)
    assert split_url(f"{before}é.example/{'é' * 2000}//{'é' * 2000}").hostname == "é.example"


def test_a_name_that_is_longer_than_any_host_is_refused():
    with pytest.raises(UnicodeError):
        ascii_host("é" * 100_000)
