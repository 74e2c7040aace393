"""A server on this machine that serves feeds as servers do, well and badly."""

import contextlib
import gzip
import http.server
import zlib

import pytest

from tests.servers import running

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Harbour news</title><link>https://harbour.example.org/</link>
<item><title>The crane is back</title><link>https://harbour.example.org/crane</link>
<guid isPermaLink="false">crane-1</guid><pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate>
<description>It lifts &lt;b&gt;40&lt;/b&gt; tonnes again.</description></item>
<item><title>A new pier</title><link>https://harbour.example.org/pier</link>
<guid isPermaLink="false">pier-1</guid><pubDate>Tue, 03 Mar 2026 09:30:00 +0100</pubDate>
<description>It opens in May.</description></item>
</channel></rss>"""


class FeedHandler(http.server.BaseHTTPRequestHandler):
    """`server.pages` holds (status, headers, body) by path; a list of them is answered one after the
    other, and its last one from then on. Other paths are how servers misbehave."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.told.put((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        page = self.server.pages.get(path)
        if page is None:
            getattr(self, path.strip("/").replace("-", "_"), self.missing)()
            return
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        status, headers, body = page
        etag = headers.get("ETag")
        if status == 200 and etag and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.answer(status, headers, body)

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def missing(self):
        self.answer(404, {}, b"Not here.")

    def slow(self):
        self.server.closing.wait()

    def dripping(self):
        """Headers without an end, a few bytes at a time."""
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
            while not self.server.closing.wait(0.02):
                self.wfile.write(b"a")

    def endless(self):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        with contextlib.suppress(OSError):
            while not self.server.closing.is_set():
                self.wfile.write(b"<item>" * 10_000)

    def half(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(RSS)))
        self.end_headers()
        self.close_connection = True
        self.wfile.write(RSS[: len(RSS) // 2])

    def half_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(b"%x\r\n" % len(RSS) + RSS[: len(RSS) // 2])

    def half_gzip(self):
        packed = gzip.compress(RSS)
        self.answer(200, {"Content-Encoding": "gzip"}, packed[: len(packed) // 2])

    def gzip(self):
        self.answer(
            200, {"Content-Encoding": "gzip"}, gzip.compress(RSS[:99]) + gzip.compress(RSS[99:])
        )

    def deflate(self):
        self.answer(200, {"Content-Encoding": "deflate"}, zlib.compress(RSS))

    def bare_deflate(self):
        self.answer(200, {"Content-Encoding": "deflate"}, zlib.compress(RSS, wbits=-15))

    def bomb(self):
        """Some hundred kilobytes that become hundreds of megabytes."""
        zeros = zlib.compressobj(9, wbits=31)
        body = b"".join(zeros.compress(bytes(1 << 20)) for _ in range(300)) + zeros.flush()
        self.answer(200, {"Content-Encoding": "gzip"}, body)

    def no_gzip(self):
        self.answer(200, {"Content-Encoding": "gzip"}, RSS)

    def other_coding(self):
        self.answer(200, {"Content-Encoding": "br"}, RSS)

    def circle(self):
        self.redirect(302, "/circle-back")

    def circle_back(self):
        self.redirect(302, "/circle")

    def further(self):
        """Redirects without an end, each to another address."""
        self.redirect(302, f"/further?{len(self.path)}{self.path[-40:].replace('?', '')}")

    def redirect(self, status, location):
        self.answer(status, {"Location": location}, b"")

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serving_feeds(context=None):
    """A running server with `pages`, `url(path)` and `asked()`, the (path, headers) so far."""
    with running(context, FeedHandler) as server:
        server.pages = {"/feed": (200, {"Content-Type": "application/rss+xml"}, RSS)}
        server.url = lambda path="/feed": f"http://127.0.0.1:{server.port}{path}"
        server.asked = lambda: list(server.told.queue)
        yield server


@pytest.fixture
def feeds(settings):
    """`serving_feeds()`, which Newsroom may call."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with serving_feeds() as server:
        yield server
