"""Which addresses a page may use, and which paths."""

import pytest
from pydantic_core import PydanticCustomError

from articles.front_matter.url_validators import require_public_url


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "https://example.org/a?b=c&d=%20#e", "https://EXAMPLE.org:8443/",
     "https://приклад.укр/шлях", "https://8.8.8.8/a", "https://[2606:4700::1111]/a",
     "https://1.example.org/", "https://example.org./a"],
)  # fmt: skip
def test_public_addresses_pass(url):
    require_public_url(url, ("https",))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org", "must begin with https://"),
        ("ftp://example.org", "must begin with https://"),
        ("javascript:alert(1)", "must begin with https://"),
        ("data:text/html,x", "must begin with https://"),
        ("file:///etc/passwd", "must begin with https://"),
        ("https://u:p@example.org/", "user name or password"),
        ("https://@example.org/", "user name or password"),
        ("https://example.org/a b", "no address has"),
        ("https://example.org/<b>", "no address has"),
        ("https://example.org\\@evil.example.org", "user name or password"),
        ("https://example.org\\a", "no address has"),
        ("https://example.org:99999/", "not an address"),
        ("https://[::1", "not an address"),
        ("https://", "public host"),
        ("https:///a", "public host"),
        ("https://intranet/a", "public host"),
        ("https://localhost/a", "public host"),
        ("https://printer.local/a", "public host"),
        ("https://db.internal./a", "public host"),
        ("https://127.0.0.1/a", "public host"),
        ("https://127.1/a", "public host"),
        ("https://2130706433/a", "public host"),
        ("https://1.0x7f000001/a", "public host"),
        ("https://0177.0.0.1/a", "public host"),
        ("https://１２７.０.０.１/a", "public host"),
        ("https://127。0。0。1/a", "public host"),
        ("https://127.0.0.%31/a", "public host"),
        ("https://10.1.2.3/a", "public host"),
        ("https://192.168.1.1/a", "public host"),
        ("https://169.254.169.254/latest", "public host"),
        ("https://224.0.0.1/a", "public host"),
        ("https://0.0.0.0/a", "public host"),
        ("https://[::1]/a", "public host"),
        ("https://[fe80::1]/a", "public host"),
        ("https://[::ffff:127.0.0.1]/a", "public host"),
        ("https://[2002:7f00:1::]/a", "public host"),
    ],
)
def test_others_are_refused_with_a_reason(url, reason):
    with pytest.raises(PydanticCustomError) as caught:
        require_public_url(url, ("https",))
    assert caught.value.type == "bad-url"
    assert reason in caught.value.message()
