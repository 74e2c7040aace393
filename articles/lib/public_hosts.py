"""Which hosts and IP addresses every reader on the internet can reach. Pure.

The import, the publishing checks, the form of a source and outbound HTTP all ask here, so that
none of them accepts what another refuses.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache
from typing import Final

# Top-level names that resolve in a local network or nowhere:
# RFC 6761 (localhost, test, invalid); RFC 6762 (local) and its appendix G (intranet, internal,
# private, corp, home, lan); RFC 8375 (home.arpa; the rest of arpa holds no web sites);
# corp, home and mail are kept out of the root for name collisions (ICANN resolution 2018.02.04.12)
# and internal is reserved for private use (ICANN resolution 2024.07.29.06).
# `example` is not among them: documentation and fixtures use it, and it leads into no network.
LOCAL_DOMAINS: Final = frozenset({
    "localhost", "test", "invalid", "local", "intranet", "internal", "private", "corp", "home",
    "lan", "mail", "arpa",
})  # fmt: skip
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")


@lru_cache(maxsize=1024)
def is_public_host(host: str) -> bool:
    """Whether the host of a URL, a name or an IP address without brackets, is public.

    The name is read as browsers read it (WHATWG URL, 3.5) and is not looked up.
    """
    # Browsers read full-width letters and the ideographic full stop as their plain forms (UTS 46).
    name = unicodedata.normalize("NFKC", host).replace("。", ".").rstrip(".").lower()
    top_level = name.rpartition(".")[2]
    if ":" in name or _NUMERIC.fullmatch(top_level):
        # A host that ends in a number is an IPv4 address, also `127.1` and `0x7f.1`. Only the
        # form with four decimal numbers is accepted.
        return is_public_address(name)
    return "." in name and "%" not in name and top_level not in LOCAL_DOMAINS


def is_public_address(text: str) -> bool:
    """Whether `text` is an IPv4 or IPv6 address that is globally reachable and not multicast.

    An IPv4 address inside an IPv6 one (mapped, or 6to4) is judged itself; what is no address is
    not public.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner:
            return is_public_address(str(inner))
    return address.is_global and not address.is_multicast
