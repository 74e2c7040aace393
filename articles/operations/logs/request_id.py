"""The id by which all lines of the log about one request are found, in this and other programs."""

import re
import secrets
from contextvars import ContextVar

# The id of the request that is being answered; empty outside of one.
current_id: ContextVar[str] = ContextVar("current_id", default="")

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def read_id(header: str) -> str:
    """Return the id that a proxy gave in X-Request-ID, or a new one of 16 hexadecimal digits.

    Whatever else stands in the header is no id: it would go into logs and into an answer.
    """
    return header if _SANE.fullmatch(header) else secrets.token_hex(8)
