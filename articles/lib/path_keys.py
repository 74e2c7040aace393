"""The comparison key of a path: equivalent spellings of one address have the same key. Pure."""

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from django.utils.encoding import repercent_broken_unicode

from articles.lib.normal_forms import normalized

# The most characters of a path, and of its key.
MAX_LENGTH = 500
# Characters that no path shows as they are; in a key they stay percent-encoded.
_RESERVED = frozenset('%?#\\"<>^`{|}')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_NOT_IN_A_PATH = re.compile(r"[\s\\?#]")


def path_key(path: str) -> str:
    """Return the key that all equivalent spellings of `path` share: a path in its turn.

    `path` is as it stands in a URL. RFC 3986, section 6.2.2: percent-encoded characters are
    decoded, where a path may show them, and dot segments are resolved. Beyond that, letters are
    in Unicode's form C, and no slash stands at the end. The key of a key is the key.
    """
    decoded = repercent_broken_unicode(unquote_to_bytes(path)).decode()
    segments: list[str] = []
    for segment in normalized("NFC", decoded).split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    return "/" + "".join(map(_shown, "/".join(segments).rstrip("/")))


def key_of_request(path_info: str) -> str:
    """Return the key of the path of a request, which the server has decoded once."""
    return path_key(quote(path_info))


def is_site_path(path: str) -> bool:
    """Return whether `path` can be an address below this site's host: it names no other host, and
    has no query and no fragment."""
    if not path.startswith("/") or path.startswith("//") or _NOT_IN_A_PATH.search(path):
        return False
    key = path_key(path)
    return len(path) <= MAX_LENGTH and len(key) <= MAX_LENGTH and not key.startswith("//")


def _shown(character: str) -> str:
    if character in _RESERVED or unicodedata.category(character) in _INVISIBLE:
        return quote(character)
    return character
