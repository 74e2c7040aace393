"""Decides which hosts and IP addresses every reader on the internet can reach. Pure.

The import, the publishing checks, the form of a source and outbound HTTP all ask here, so that
none of them accepts what another refuses.
"""

import ipaddress
import re
from functools import lru_cache
from typing import Final

from articles.lib.normal_forms import normalized

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
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
# RFC 4291, 2.5.5.1: deprecated, and routed nowhere.
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")


@lru_cache(maxsize=1024)
def is_public_host(host: str) -> bool:
    """Whether the host of a URL, a name or an IP address without brackets, is public.

    The name is read as browsers read it (WHATWG URL, 3.5) and is not looked up.
    """
    # Browsers read full-width letters and the ideographic full stop as their plain forms (UTS 46).
    name = normalized("NFKC", host).replace("。", ".").rstrip(".").lower()
    top_level = name.rpartition(".")[2]
    if ":" in name or _NUMERIC.fullmatch(top_level):
        # A host that ends in a number is an IPv4 address, also `127.1` and `0x7f.1`. Only the
        # form with four decimal numbers is accepted.
        return is_public_address(name)
    return "." in name and "%" not in name and top_level not in LOCAL_DOMAINS


def is_public_address(text: str) -> bool:
    """Whether `text` is an IPv4 or IPv6 address that is globally reachable and not multicast.

    An IPv4 address inside an IPv6 one is judged itself: mapped (RFC 4291, 2.5.5.2), 6to4 (RFC
    3056), Teredo (RFC 4380) and NAT64 (RFC 6052, the well-known prefix; the local one of RFC 8215
    never leaves a network). What is no address is not public.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address in _LOCAL_NAT64 or address in _IPV4_COMPATIBLE:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo:
            inner = address.teredo[1]
        if inner:
            return is_public_address(str(inner))
    return address.is_global and not address.is_multicast
