"""Counts for Prometheus, errors for Sentry, traces for OpenTelemetry: only where they are wanted, to
nobody else, and without secrets. Each in processes of its own, because the libraries stay."""

import gzip
import http.server
import os
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from tests.servers import PATIENCE, running

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "a-long-token-of-prometheus"
# A page that is there, one that is not, and one that fails.
ASK = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
secure = {{"HTTP_HOST": "localhost", "secure": True}}
client.get("/robots.txt", **secure)
# There are no tables.
broken = "/preview/s3cret/?q=s3cret"
print(client.get(broken, headers={{"cookie": "sessionid=s3cret"}}, **secure).status_code)
{then}
"""


def process(then: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(then=then)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "newsroom.settings", "SECRET_KEY": "k",
            "ENV_FILE": "/nonexistent", "DATABASE_URL": "sqlite://:memory:",
        } | environment,
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes whatever is sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if self.headers.get("Content-Encoding") == "br":
            body = brotli.decompress(body)
        self.server.told.put((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


def test_processes_share_their_counts_and_tell_who_has_the_token(tmp_path):
    settings = {"METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path / "counts")}
    process(**settings)
    told = process(
        f"""
bearer = {{"authorization": "Bearer {TOKEN}"}}
print(client.get("/metrics", headers=bearer).content.decode())
for other in ({{}}, {{"authorization": "Bearer "}}, {{"authorization": "Bearer x"}}):
    assert client.get("/metrics", headers=other).status_code == 404
""",
        **settings,
    ).stdout
    assert 'newsroom_requests_total{method="GET",route="robots",status="200"} 2.0' in told
    assert 'newsroom_request_seconds_count{route="robots"} 2.0' in told
    assert "newsroom_free_bytes" in told
    assert "s3cret" not in told


def test_without_a_token_there_are_no_metrics_for_anybody():
    told = process(
        'print(client.get("/metrics", headers={"authorization": "Bearer "}).status_code)'
    )
    assert told.stdout.split()[-1] == "404"


@pytest.mark.parametrize("receiver", ["sentry", "opentelemetry"])
def test_a_receiver_gets_what_happened_and_no_secret(receiver):
    with running(handler=Receiver) as server:
        address = f"127.0.0.1:{server.port}"
        if receiver == "sentry":
            process("import sentry_sdk; sentry_sdk.flush()", SENTRY_DSN=f"http://key@{address}/1")
            expected = b"OperationalError"
        else:
            process(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{address}")
            expected = b"robots"
        sent = b""
        while expected not in sent:
            sent += server.told.get(timeout=PATIENCE)[1]
        while not server.told.empty():
            sent += server.told.get()[1]
    assert b"s3cret" not in sent
