"""URLs in ASCII, as headers, XML and programs want them. Pure."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.utils.encoding import iri_to_uri, punycode

# A name has at most 253 characters in Punycode; some of what is written may be no part of it.
_LONGEST_HOST = 1000
# What `urlsplit()` leaves out of a URL, and where it sees a host.
_LEFT_OUT = str.maketrans("", "", "\t\r\n")
_HOST = re.compile(r"[^/?#]*//([^/?#]*)")


def split_url(url: str) -> SplitResult:
    """Return the parts of a URL that anybody may have written, as `urlsplit()` does.

    Raises ValueError for what is no URL, also for a host that is too long: Python looks for signs
    in its normal form, in time that grows with the square of its length.
    """
    if len(url) > _LONGEST_HOST and not url.isascii():
        host = _HOST.match(url.translate(_LEFT_OUT))
        if host and len(host[1]) > _LONGEST_HOST:
            raise ValueError("the name of a host is too long")
    return urlsplit(url)


def ascii_host(host: str) -> str:
    """Return a host name in small letters, with its labels in Punycode (RFC 3490), as browsers send
    it.

    A dot at its beginning, which stands for all names below, stays. Raises UnicodeError for a name
    that no host can have.
    """
    if len(host) > _LONGEST_HOST:
        # Encoding it could take time that grows with the square of its length.
        raise UnicodeError("the name of a host is too long")
    labels = host.lower().split(".")
    return ".".join(label if label.isascii() else punycode(label) for label in labels)


@lru_cache(maxsize=1024)
def ascii_url(url: str) -> str:
    """Return an IRI as the URI that it means (RFC 3987, section 3.1); any other text as it is.

    The host is in Punycode, the rest is percent-encoded. A host that no name can have is
    percent-encoded as well: such a URL leads nowhere before and after.
    """
    if url.isascii():
        return url
    try:
        parts = split_url(url)
        credentials, at, place = parts.netloc.rpartition("@")
        host, colon, port = place.partition(":")
        url = parts._replace(netloc=f"{credentials}{at}{ascii_host(host)}{colon}{port}").geturl()
    except ValueError:  # UnicodeError is one.
        pass
    return iri_to_uri(url)
