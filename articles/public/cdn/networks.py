"""Content delivery networks: the header for the tags of a page, the request that purges them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings

from articles.lib import public_keys

CLOUDFLARE_API = "https://api.cloudflare.com/client/v4"
FASTLY_API = "https://api.fastly.com"
# Bytes of tags in one header. Proxies read all headers of an answer into one buffer, often of 4 kB.
_LONGEST_HEADER = 2000


class PurgeRequest(NamedTuple):
    """An HTTP request that purges some tags."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class ContentNetwork:
    """A network: the header with the tags of a page, what stands between them, and how many tags
    one request may purge."""

    header: str
    separator: str
    most_tags: int

    def purge_requests(self, tags: Sequence[str]) -> Iterator[PurgeRequest]:
        """Yield the requests that purge all pages with one of `tags`."""
        for start in range(0, len(tags), self.most_tags):
            yield self._request(tags[start : start + self.most_tags])

    def tag_header(self, keys: str) -> tuple[str, str]:
        """Return the header of a page with these keys, which blanks separate.

        A page with very many keys has the tag `any` instead, which every purge names.
        """
        if len(keys) > _LONGEST_HEADER:
            keys = public_keys.ANY
        return self.header, f"{public_keys.SITE} {keys}".replace(" ", self.separator)

    def _request(self, tags: Sequence[str]) -> PurgeRequest:
        raise NotImplementedError


class Cloudflare(ContentNetwork):
    """https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/"""

    def _request(self, tags: Sequence[str]) -> PurgeRequest:
        return PurgeRequest(
            "POST",
            f"{CLOUDFLARE_API}/zones/{settings.CDN_ID}/purge_cache",
            {"Authorization": f"Bearer {settings.CDN_TOKEN}", "Content-Type": "application/json"},
            json.dumps({"tags": list(tags)}).encode(),
        )


class Fastly(ContentNetwork):
    """https://www.fastly.com/documentation/reference/api/purging/"""

    def _request(self, tags: Sequence[str]) -> PurgeRequest:
        return PurgeRequest(
            "POST",
            f"{FASTLY_API}/service/{settings.CDN_ID}/purge",
            {"Fastly-Key": settings.CDN_TOKEN, "Surrogate-Key": " ".join(tags)},
            b"",
        )


class PurgeMethod(ContentNetwork):
    """Any cache that purges tags by a request with the method PURGE, such as Varnish."""

    def _request(self, tags: Sequence[str]) -> PurgeRequest:
        headers = {"Surrogate-Key": " ".join(tags)}
        if settings.CDN_TOKEN:
            headers["Authorization"] = f"Bearer {settings.CDN_TOKEN}"
        return PurgeRequest("PURGE", settings.CDN_PURGE_URL, headers, b"")


NETWORKS: dict[str, ContentNetwork] = {
    "cloudflare": Cloudflare("Cache-Tag", ",", 30),
    "fastly": Fastly("Surrogate-Key", " ", 256),
    "purge": PurgeMethod("Surrogate-Key", " ", 100),
}


def network() -> ContentNetwork | None:
    """Return the network of settings.CDN; None without one."""
    return NETWORKS.get(settings.CDN)
