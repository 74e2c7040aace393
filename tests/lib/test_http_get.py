"""Fetching over HTTP: redirects, compression and limits. Against a real server on this machine."""

import ssl

import pytest
import trustme

from articles.lib import http
from articles.lib.http import RequestRefused, get
from tests.feed_server import RSS, serving_feeds
from tests.servers import PATIENCE


def fetch(server, path, **options):
    return get(server.url(path), timeout=PATIENCE, **options)


def refusal(server, path, **options) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        fetch(server, path, **options)
    return caught.value


def test_a_page_is_fetched_with_its_headers_and_its_address(feeds):
    answer = fetch(feeds, "/feed", headers={"If-None-Match": '"a"'})
    assert (answer.status, answer.body) == (200, RSS)
    assert answer.headers["content-type"] == "application/rss+xml"
    assert (answer.url, answer.moved_to) == (feeds.url(), "")
    headers = feeds.asked()[0][1]
    assert headers["If-None-Match"] == '"a"'
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert headers["Host"] == f"127.0.0.1:{feeds.port}"


@pytest.mark.parametrize("status", [304, 404, 410, 429, 500])
def test_an_error_is_an_answer(feeds, status):
    feeds.pages["/feed"] = (status, {"Retry-After": "120"}, b"no")
    answer = fetch(feeds, "/feed")
    assert answer.status == status
    assert answer.headers["Retry-After"] == "120"


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/bare-deflate"])
def test_what_is_compressed_comes_decompressed(feeds, path):
    assert fetch(feeds, path).body == RSS


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/half", "no-answer"),
        ("/half-chunked", "no-answer"),
        ("/half-gzip", "damaged"),
        ("/no-gzip", "damaged"),
        ("/other-coding", "damaged"),
        ("/bomb", "too-large"),
        ("/endless", "too-large"),
        ("/circle", "redirects"),
        ("/further", "redirects"),
    ],
)
def test_what_does_not_end_well_is_refused(feeds, path, code):
    assert refusal(feeds, path).code == code


@pytest.mark.parametrize("path", ["/slow", "/dripping"])
def test_what_never_ends_is_refused_in_time(feeds, path):
    """These go on until the test is over, so that a refusal at all is one in time."""
    with pytest.raises(RequestRefused) as caught:
        get(feeds.url(path), timeout=0.5)
    assert caught.value.code == "too-slow"


def test_the_limit_is_of_what_comes_out(feeds):
    assert fetch(feeds, "/gzip", max_bytes=len(RSS)).body == RSS
    assert refusal(feeds, "/gzip", max_bytes=len(RSS) - 1).code == "too-large"
    assert refusal(feeds, "/feed", max_bytes=len(RSS) - 1).code == "too-large"


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], "/hop1"),
        ([308, 301], "/hop2"),
        ([301, 302], "/hop1"),
        ([302, 301], ""),
        ([303], ""),
        ([307], ""),
    ],
)
def test_redirects_are_followed_and_lasting_ones_are_told(feeds, statuses, moved):
    feeds.pages |= {
        f"/hop{number}": (status, {"Location": f"hop{number + 1}#part"}, b"")
        for number, status in enumerate(statuses)
    }
    feeds.pages[f"/hop{len(statuses)}"] = feeds.pages["/feed"]
    answer = fetch(feeds, "/hop0")
    assert answer.body == RSS
    assert answer.url == feeds.url(f"/hop{len(statuses)}")
    assert answer.moved_to == (feeds.url(moved) if moved else "")


def test_a_redirect_without_an_address_is_an_answer(feeds):
    feeds.pages["/feed"] = (301, {}, b"somewhere")
    assert fetch(feeds, "/feed").status == 301


def test_an_address_with_letters_of_any_language_is_followed(feeds):
    feeds.pages["/feed"] = (302, {"Location": "/café news".encode().decode("latin-1")}, b"")
    feeds.pages["/caf%C3%A9%20news"] = (200, {}, b"here")
    assert fetch(feeds, "/feed").body == b"here"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("https://10.0.0.7/", "private"),
        ("https://169.254.169.254/latest/meta-data/", "private"),
        ("https://[::1]/", "private"),
        ("https://localhost/", "private"),
        ("http://example.org/", "address"),
        ("file:///etc/passwd", "address"),
        ("https://user:pw@example.org/", "address"),
        ("https://[::1", "redirects"),
        ("https://example.org:port/", "address"),
    ],
)
def test_a_redirect_leads_nowhere_that_may_not_be_called(feeds, location, code):
    feeds.pages["/feed"] = (302, {"Location": location}, b"")
    assert refusal(feeds, "/feed").code == code


def test_a_secret_is_for_the_first_host_alone(feeds):
    with serving_feeds() as other:
        feeds.pages["/feed"] = (301, {"Location": "/again"}, b"")
        feeds.pages["/again"] = (301, {"Location": other.url()}, b"")
        fetch(feeds, "/feed", headers={"Authorization": "Bearer abc", "X-Kept": "yes"})
        assert [headers.get("Authorization") for _path, headers in feeds.asked()] == [
            "Bearer abc"
        ] * 2
        [(_path, headers)] = other.asked()
    assert "Authorization" not in headers
    assert headers["X-Kept"] == "yes"


@pytest.mark.parametrize("is_allowed", [True, False])
def test_from_https_no_redirect_leads_to_http(settings, monkeypatch, tmp_path, is_allowed):
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1", "localhost"]
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setattr(http, "_look_up", lambda host, port: "127.0.0.1")
    with serving_feeds() as plain, serving_feeds(context) as secure:
        secure.pages["/feed"] = (301, {"Location": plain.url()}, b"")
        address = f"https://localhost:{secure.port}/feed"
        if is_allowed:
            assert get(address, timeout=PATIENCE, allow_http=True).body == RSS
        else:
            with pytest.raises(RequestRefused) as caught:
                get(address, timeout=PATIENCE)
            assert caught.value.code == "redirects"
            assert not plain.asked()


def test_http_is_called_where_it_is_allowed(monkeypatch):
    called = []
    monkeypatch.setattr(http, "_look_up", lambda host, port: called.append((host, port)) or "::1")
    with pytest.raises(RequestRefused):
        get("http://example.org/")
    assert not called
    with pytest.raises(RequestRefused):
        get("http://example.org/", allow_http=True, timeout=5)
    assert called == [("example.org", 80)]


@pytest.mark.parametrize("url", ["", "https://[::1", "ftp://example.org/", "https://exa\nmple"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(RequestRefused):
        get(url)


def test_a_header_that_cannot_be_sent_is_refused(feeds):
    assert refusal(feeds, "/feed", headers={"Authorization": "Bearer a\nb"}).code == "no-answer"
