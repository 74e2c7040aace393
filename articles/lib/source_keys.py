"""The rules for keys of sources, of which the addresses of their pages are made. Pure."""

import re

from articles.lib.text import taxonomy_key

# Unicode's Default_Ignorable_Code_Point: drawn as nothing, also by those who read a key.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def is_source_key(key: str) -> bool:
    """Whether `/en/source/<key>/` leads to one page: browsers drop segments that are empty or dots.

    A key may have slashes, and blanks between words; they are percent-encoded in the address.
    """
    return bool(key) and not {"", ".", ".."} & set(key.split("/"))


def folded_source_key(key: str) -> str:
    """The form that all spellings of a key share, at most 200 characters (NFKC_Casefold, UAX 31).

    Case, width, blanks and characters that show nothing make no difference. Letters of another
    script do, also where they look alike: a Cyrillic `а` is no Latin `a`.
    """
    return taxonomy_key(key if key.isascii() else _IGNORABLE.sub("", key))
