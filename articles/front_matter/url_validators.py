"""Pydantic validators of URLs and paths."""

import re
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ValidationInfo

from articles.front_matter.validators import (
    CONTROL,
    as_list,
    as_text,
    invalid,
    limits_of,
    require_length,
    require_printable,
)
from articles.lib.public_hosts import is_public_host

# Nearly all URLs: scheme, host name, and characters that all programs read alike.
_PLAIN = re.compile(r"(https?)://([a-z0-9.-]+)(?:[/?#][A-Za-z0-9._~!$&'()*+,;=:@/?#%-]*)?")
_FORBIDDEN = re.compile(r"[\s\x00-\x20\"<>\\^`{|}]")


def image_url() -> BeforeValidator:
    """An https URL of a public host, a relative path with / between its parts, or None."""

    def check(value: object) -> str | None:
        if value is None:
            return None
        text = require_length(as_text(value).strip(), 2000)
        if not text:
            raise invalid("empty", "must not be empty", hint="Remove the line, or write null.")
        if _scheme(text) or text.startswith("//"):
            require_public_url(text, ("https",))
        elif text.startswith("/") or "\\" in text or "?" in text or CONTROL.search(text):
            raise invalid(
                "bad-path",
                "is neither an https address nor a relative path",
                hint="Write the path from the file, with / between folders: ../covers/a.jpg",
            )
        return text

    return BeforeValidator(check)


def web_url() -> BeforeValidator:
    """An http or https URL of a public host, or empty text."""

    def check(value: object) -> str:
        text = require_length(as_text(value).strip(), 500)
        if text:
            require_public_url(text, ("https", "http"))
        return text

    return BeforeValidator(check)


def site_paths() -> BeforeValidator:
    """A list of paths of this site, each beginning with /."""

    def check(value: object, info: ValidationInfo) -> tuple[str, ...]:
        paths_given = as_list(value, limits_of(info).aliases, "aliases")
        paths = tuple(as_text(path).strip() for path in paths_given)
        for path in paths:
            if not path.startswith("/") or path.startswith("//") or re.search(r"[\s\\?#]", path):
                raise invalid(
                    "bad-path",
                    "holds what is not a path of this site",
                    hint="Write it from the root: /old/address/",
                )
            require_length(require_printable(path), 500)
        return paths

    return BeforeValidator(check)


def _scheme(text: str) -> str:
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text)
    return match[1].lower() if match else ""


def require_public_url(text: str, schemes: tuple[str, ...]) -> None:
    """Raise an error unless `text` is a URL (RFC 3986) of one of `schemes` and a public host."""
    plain = _PLAIN.fullmatch(text)
    scheme, host = plain.groups() if plain else _parts(text)
    if scheme not in schemes:
        raise invalid(
            "bad-url",
            f"must begin with {schemes[0]}://",
            hint="Other kinds of address are not safe on a page.",
        )
    if not plain and (_FORBIDDEN.search(text) or CONTROL.search(text)):
        raise invalid(
            "bad-url", "holds a character that no address has", hint="Write a blank as %20."
        )
    if not is_public_host(host):
        raise invalid(
            "bad-url",
            "does not lead to a public host",
            hint="Use the address that readers can reach.",
        )


def _parts(text: str) -> tuple[str, str]:
    """The scheme and host of a URL. Raises an error if it is malformed or has credentials."""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as reason:
        raise invalid(
            "bad-url", f"is not an address: {reason}", hint="For example: https://example.org/a"
        ) from reason
    if parts.username is not None or parts.password is not None:
        raise invalid("bad-url", "holds a user name or password", hint="Remove it.")
    return parts.scheme, host
