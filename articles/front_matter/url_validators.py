"""Pydantic validators of URLs and paths."""

import re

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from articles.front_matter.text_validators import require_printable
from articles.front_matter.validators import (
    as_list,
    as_text,
    at_item,
    invalid,
    limits_of,
    require_length,
)
from articles.lib.ascii_urls import split_url
from articles.lib.characters import FORBIDDEN
from articles.lib.path_keys import MAX_LENGTH, is_site_path
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
        elif text.startswith("/") or "\\" in text or "?" in text or FORBIDDEN.search(text):
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
        paths = []
        for index, path in enumerate(paths_given):
            try:
                paths.append(_site_path(as_text(path).strip()))
            except PydanticCustomError as error:
                raise at_item(error, index) from error
        return tuple(paths)

    return BeforeValidator(check)


def _site_path(path: str) -> str:
    require_length(require_printable(path), MAX_LENGTH)
    if not is_site_path(path):
        raise invalid(
            "bad-path",
            "is not a path of this site",
            hint="Write it from the root: /old/address/",
        )
    return path


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
    if not plain and (_FORBIDDEN.search(text) or FORBIDDEN.search(text)):
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
        parts = split_url(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as reason:
        raise invalid(
            "bad-url", f"is not an address: {reason}", hint="For example: https://example.org/a"
        ) from reason
    if parts.username is not None or parts.password is not None:
        raise invalid("bad-url", "holds a user name or password", hint="Remove it.")
    return parts.scheme, host
