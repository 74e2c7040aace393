"""One form of the address of an item, whatever was put into it to count readers. Pure."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode

from articles.lib.ascii_urls import ascii_url, split_url

# Parameters that say by which way a reader came. `ref` and its like name no page either.
_TRACKING: Final = re.compile(
    r"(?i:utm_\w*|(?:fb|g|m|y|d|tw)clid|msclkid|wbraid|gbraid|mc_[ce]id|mkt_tok|ref|ref_src|cmp"
    r"|cmpid|ncid|ocid|sr_share|share|igshid|_hs\w+|at_\w+|xtor|ito|smid|partner|feature|via)"
)
# The same page for telephones, or as a copy for one search engine.
_HOST_FORM: Final = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PATH_FORM: Final = re.compile(r"/(?:amp|index\.(?:html?|php))$")
_MOST_PARAMETERS: Final = 50


def canonical_address(url: str) -> str:
    """The address without its scheme, tracking parameters, fragment, and the forms that lead to the
    same page; empty for what is no web address, or that of a whole site."""
    try:
        parts = split_url(ascii_url(url.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    host = _HOST_FORM.sub("", host)
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    path = _PATH_FORM.sub("", re.sub(r"/{2,}", "/", parts.path).rstrip("/"))
    query = urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0])))
    if not (path or query):
        return ""
    return f"{host}{path}?{query}" if query else f"{host}{path}"
