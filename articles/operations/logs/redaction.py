"""Takes secrets out of what is written to the log."""

import re

HIDDEN = "…"

# What follows these in an address lets in whoever reads it: previews, and links of mails.
_PATHS = re.compile(r"(/(?:preview|reset|invitation|unsubscribe)/)[^\s\"'<>?#]+", re.IGNORECASE)
# Of an address of a database, a cache or a mail server.
_URL_PASSWORDS = re.compile(r"(\w://[^\s:/@\"']*):[^\s/@\"']+@")
_NAMED = re.compile(
    r"(?i)\b((?:\w*(?:password|passwd|secret|token|api_?key|authorization|sessionid)\w*)"
    r"[\"']?\s*[=:]\s*[\"']?(?:bearer\s+|basic\s+)?)[^\s\"'&,;)}\]]+"
)


def redact(text: str) -> str:
    """Return `text` with `HIDDEN` instead of tokens of addresses, passwords and named secrets."""
    text = _PATHS.sub(rf"\1{HIDDEN}", text)
    text = _URL_PASSWORDS.sub(rf"\1:{HIDDEN}@", text)
    return _NAMED.sub(rf"\1{HIDDEN}", text)
