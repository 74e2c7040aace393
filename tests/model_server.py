"""A server on this machine that answers as an endpoint of chat completions does, well and badly."""

import contextlib
import http.server
import json
import threading
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.servers import running

SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string", "minLength": 1}, "words": {"type": "integer"}},
    "required": ["title", "words"],
    "additionalProperties": False,
}
VALUES = {"title": "Harbour opens", "words": 2}


def completion(text: str, **columns: Any) -> dict:
    """The document of an answer whose text is `text`."""
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": text},
    }
    choice |= columns.pop("choice", {})
    usage = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
    return {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice], "usage": usage} | columns  # fmt: skip


class ModelHandler(http.server.BaseHTTPRequestHandler):
    """`server.script` holds what the next requests meet: the name of a method, a document, or
    (status, body, headers); without one `server.reply(request)` is the text of the answer.

    A request with a key that was answered before gets that answer again, and nothing is written
    anew: `server.bought` counts what was.
    """

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        server = self.server
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["Idempotency-Key"]
        with server.lock:
            server.requests.append((request, dict(self.headers), self.path))
            step = server.script.pop(0) if server.script else None
        if isinstance(step, str):
            getattr(self, step)(request, key)
        elif isinstance(step, tuple):
            self.answer(*step)
        else:
            self.write(request, key, step)

    def write(self, request, key, document=None):
        server = self.server
        with server.lock:
            if key not in server.answers:
                server.bought[key] += 1
                server.answers[key] = document or completion(server.reply(request))
            found = server.answers[key]
        self.answer(200, json.dumps(found).encode())

    def slow(self, request, key):
        """It has written its answer, which nobody gets."""
        self.server.bought[key] += 1
        self.server.answers[key] = completion(self.server.reply(request))
        self.server.asked.set()
        self.server.closing.wait()

    def half(self, request, key):
        body = json.dumps(completion(self.server.reply(request))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def endless(self, request, key):
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            while not self.server.closing.is_set():
                self.wfile.write(b" " * 65_536)
        self.close_connection = True

    def other_encoding(self, request, key):
        text = json.dumps(completion("Гавань"), ensure_ascii=False)
        self.answer(200, text.encode("cp1251"))

    def refuses(self, request, key):
        message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
        self.write(request, key, completion("", choice={"message": message}))

    def cut_off(self, request, key):
        self.write(request, key, completion('{"title": "Har', choice={"finish_reason": "length"}))

    def thinks_too_long(self, request, key):
        """All tokens went into thoughts, so there is no text; they are billed all the same."""
        message = {"role": "assistant", "content": None, "reasoning_content": "Let me see"}
        choice = {"message": message, "finish_reason": "length"}
        self.write(request, key, completion("", choice=choice))

    def without_schemas(self, request, key):
        """A server that knows no `response_format`, and names the limit of tokens otherwise."""
        for name in ("response_format", "max_tokens"):
            if name in request:
                complaint = {"error": {"message": f"{name}: use max_completion_tokens"}}
                self.server.script.insert(0, "without_schemas")
                return self.answer(400, json.dumps(complaint).encode())
        return self.write(request, key)

    def answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def model_server(reply: Callable[[dict], str] = lambda request: json.dumps(VALUES)):
    """A running server; see `ModelHandler`."""
    with running(handler=ModelHandler) as server:
        server.lock, server.asked = threading.Lock(), threading.Event()
        server.script, server.requests, server.answers = [], [], {}
        server.bought, server.reply = Counter(), reply
        yield server


@pytest.fixture
def model(settings):
    """The site's model: a server of `model_server()` with prices and budgets."""
    with model_server() as server:
        settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
        settings.REWRITE_URL = f"http://127.0.0.1:{server.port}/v1/chat/completions"
        settings.REWRITE_KEY, settings.REWRITE_MODEL = "the-key", "stand-in"
        settings.REWRITE_PRICE_IN, settings.REWRITE_PRICE_OUT = Decimal(1), Decimal(10)
        settings.REWRITE_DAILY_BUDGET, settings.REWRITE_ARTICLE_BUDGET = Decimal(5), Decimal(1)
        settings.REWRITE_SECONDS = 60
        yield server
