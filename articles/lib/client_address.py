"""Address and network of the client that sent a request, also behind proxies of ours."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# A server on a Unix socket names nobody: set TRUSTED_PROXIES, or all are one client.
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """Return the IPv4 or IPv6 address of the client, or UNKNOWN.

    `X-Forwarded-For` can say anything at its left end; only as many entries at its right are
    believed as there are proxies of ours (settings.TRUSTED_PROXIES), each of which adds one.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    forwarded = hops[-proxies].strip() if 0 < proxies <= len(hops) else direct
    for candidate in (forwarded, direct):
        try:
            address = ipaddress.ip_address(candidate)
        except ValueError:
            continue
        return str(getattr(address, "ipv4_mapped", None) or address)
    return UNKNOWN


def client_network(request: HttpRequest) -> str:
    """Return an IPv4 address, or the /64 network that one IPv6 subscriber has, or UNKNOWN."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False))
