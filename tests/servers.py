"""A web server on this machine that behaves as servers do, well and badly."""

import contextlib
import http.server
import queue
import ssl
import threading
from collections.abc import Callable
from urllib.parse import parse_qsl

# How many seconds a busy machine may take until something that comes is there.
PATIENCE = 120


def is_true_soon(condition: Callable[[], object]) -> bool:
    """Whether the condition becomes true while a busy machine still has time."""
    pause = threading.Event()
    return any(condition() or pause.wait(0.05) for _ in range(PATIENCE * 20))


class Handler(http.server.BaseHTTPRequestHandler):
    """What it does is the path: /hub, /down, /slow, /endless, /huge, /elsewhere, /missing,
    /nothing."""

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.put((self.path, self.headers, parse_qsl(form)))
        getattr(self, self.path.strip("/").partition("?")[0])()

    def hub(self):
        self.answer(202, b"")

    def down(self):
        self.answer(503, b"Come back later.")

    def slow(self):
        self.server.closing.wait()

    def endless(self):
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            while not self.server.closing.wait(0.02):
                self.wfile.write(b".")
                self.wfile.flush()

    def huge(self):
        with contextlib.suppress(OSError):
            self.answer(200, b"." * 3 * 1024 * 1024)

    def missing(self):
        self.answer(404, b"There is no hub here.")

    def elsewhere(self):
        self.send_response(302)
        self.send_header("Location", "/hub")
        self.end_headers()

    def nothing(self):
        self.close_connection = True

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def running(
    context: ssl.SSLContext | None = None,
    handler: type[http.server.BaseHTTPRequestHandler] = Handler,
):
    """A server with `port`, and `told`: a queue of (path, headers, form)."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.told = queue.Queue()
    server.closing = threading.Event()
    server.port = server.server_address[1]
    server.handle_error = lambda *args: None
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
