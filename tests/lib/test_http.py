"""Outbound HTTP: whom we call, and when we give up. Against a real server on this machine."""

import socket
import ssl

import pytest
import trustme

from articles.lib import http
from articles.lib.http import RequestRefused, post_form
from tests.servers import PATIENCE, running


@pytest.fixture
def ours(settings):
    """Without this nobody on this machine may be called."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]


@pytest.fixture
def server():
    with running() as server:
        yield server


def test_a_form_is_sent_and_the_answer_returned(ours, server):
    answer = post_form(
        f"http://127.0.0.1:{server.port}/hub?x=1", [("a", "1"), ("a", "é&")], timeout=PATIENCE
    )
    path, headers, form = server.told.get(timeout=PATIENCE)
    assert answer == http.HttpAnswer(202, b"")
    assert (path, form) == ("/hub?x=1", [("a", "1"), ("a", "é&")])
    assert headers["Host"] == f"127.0.0.1:{server.port}"
    assert headers["User-Agent"] == "Newsroom (+http://testserver)"


def test_an_error_and_a_redirect_are_answers(ours, server):
    assert post_form(f"http://127.0.0.1:{server.port}/down", [], timeout=PATIENCE) == (
        http.HttpAnswer(503, b"Come back later.")
    )
    assert (
        post_form(f"http://127.0.0.1:{server.port}/elsewhere", [], timeout=PATIENCE).status == 302
    )
    assert server.told.qsize() == 2


@pytest.mark.parametrize("path", ["slow", "endless"])
def test_what_never_ends_is_refused_in_time(ours, server, path):
    """These go on until the test is over, so that a refusal at all is one in time."""
    with pytest.raises(RequestRefused):
        post_form(f"http://127.0.0.1:{server.port}/{path}", [("a", "1")], timeout=0.3)


@pytest.mark.parametrize("path", ["huge", "nothing"])
def test_what_does_not_end_well_is_refused(ours, server, path):
    with pytest.raises(RequestRefused):
        post_form(f"http://127.0.0.1:{server.port}/{path}", [("a", "1")], timeout=PATIENCE)


def test_nobody_there_is_refused(ours):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(RequestRefused):
            post_form(f"http://127.0.0.1:{taken.getsockname()[1]}/", [], timeout=PATIENCE)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///",
        "https://user:pw@example.org/",
        "https://example.org:port/",
        "https://[::1",
        "",
    ],
)
def test_only_plain_https_is_called(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: pytest.fail("looked up"))
    with pytest.raises(RequestRefused):
        post_form(url, [])


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1", "fd00::1", "::ffff:127.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address, monkeypatch):
    """Also when only one of its addresses does."""
    answers = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(RequestRefused, match="public"):
        post_form("https://rebinding.example.org/", [])


def test_a_private_address_is_refused_without_a_name(server):
    with pytest.raises(RequestRefused):
        post_form(f"https://127.0.0.1:{server.port}/hub", [])
    assert server.told.empty()


def certified(name: str) -> tuple[ssl.SSLContext, trustme.CA]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context, authority


@pytest.mark.parametrize(("name", "taken"), [("hub.test", True), ("other.test", False)])
def test_the_certificate_must_be_of_the_name(settings, monkeypatch, tmp_path, name, taken):
    """The connection goes to the judged address, and the name is still what is proven."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["hub.test"]
    context, authority = certified(name)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    look_up = socket.getaddrinfo

    def local(host, *args, **kwargs):
        return look_up("127.0.0.1" if host == "hub.test" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", local)
    with running(context) as server:
        if taken:
            assert (
                post_form(f"https://hub.test:{server.port}/hub", [], timeout=PATIENCE).status == 202
            )
            assert server.told.get(timeout=PATIENCE)[1]["Host"] == f"hub.test:{server.port}"
        else:
            with pytest.raises(RequestRefused):
                post_form(f"https://hub.test:{server.port}/hub", [], timeout=PATIENCE)


def test_an_unknown_certificate_is_refused(settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["localhost"]
    with running(certified("localhost")[0]) as server, pytest.raises(RequestRefused):
        post_form(f"https://localhost:{server.port}/hub", [], timeout=PATIENCE)
