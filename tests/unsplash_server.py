"""A server on this machine that answers as the API of Unsplash does, well and badly."""

import http.server
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from articles.models import Image
from tests.servers import running

LIMIT = b"Rate Limit Exceeded"


def photo(number: int) -> dict:
    """A photo as the API describes it."""
    address = f"https://images.unsplash.com/photo-{number}?ixid=abc&ixlib=rb-4.1.0"
    return {
        "id": f"id{number}",
        "alt_description": f"a crane number {number}",
        "urls": {
            "raw": address,
            "full": f"{address}&q=85",
            "regular": f"{address}&w=1080",
            "small": f"{address}&w=400",
            "thumb": f"{address}&w=200",
            "small_s3": f"https://s3.us-west-2.amazonaws.com/images.unsplash.com/photo-{number}",
        },
        "user": {"name": f"Ada {number}", "links": {"html": f"https://unsplash.com/@ada{number}"}},
        "links": {"download_location": f"/photos/id{number}/download?ixid=abc"},
    }


class UnsplashHandler(http.server.BaseHTTPRequestHandler):
    """`server.script` holds (status, body) of the next answers; without one photos are found."""

    def do_GET(self):
        server = self.server
        server.told.put((self.path, dict(self.headers)))
        server.allowed -= 1
        if server.script:
            status, body = server.script.pop(0)
        else:
            status, body = self.found(urlsplit(self.path))
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Ratelimit-Remaining", str(max(server.allowed, 0)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def found(self, parts):
        photos = {one["id"]: self.placed(one) for one in map(photo, range(5))}
        if parts.path == "/search/photos":
            words = parse_qs(parts.query)["query"][0]
            results = [one for one in photos.values() if words in one["alt_description"]]
            return 200, {"results": results}
        key = parts.path.split("/")[2]
        return (200, photos[key]) if key in photos else (404, {"errors": ["Couldn't find Photo"]})

    def placed(self, one):
        """With the address of this server, which is to be told of a choice."""
        base = f"http://127.0.0.1:{self.server.port}"
        one["links"]["download_location"] = base + one["links"]["download_location"]
        return one

    def log_message(self, *args):
        pass


@pytest.fixture
def unsplash(settings):
    """The server: `asked()` are the paths so far, `script` the answers to come, `allowed` the
    requests that its limit leaves."""
    with running(handler=UnsplashHandler) as server:
        server.script, server.allowed = [], 50
        server.asked = lambda: [path for path, _headers in list(server.told.queue)]
        settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
        settings.UNSPLASH_API = f"http://127.0.0.1:{server.port}"
        settings.UNSPLASH_ACCESS_KEY = "the-key"
        settings.UNSPLASH_APP = "harbour"
        yield server


@pytest.fixture
def waiting(db):
    """`waiting(number, alt=…)` is a picture of that photo without a credit."""

    def make(number: int, **columns) -> Image:
        columns.setdefault("alt", f"a crane number {number}")
        image = Image.objects.create(**columns)
        url = f"https://images.unsplash.com/photo-{number}?ixid=abc&ixlib=rb-4.1.0&w=1080"
        image.variants.create(name="regular", url=url)
        image.sign()
        return image

    return make


@pytest.fixture
def no_pauses(monkeypatch):
    """The pauses before an answer is asked for again, which are not waited for."""
    pauses = []
    monkeypatch.setattr("articles.editorial.unsplash.api.time.sleep", pauses.append)
    return pauses
