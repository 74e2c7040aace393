"""How often one client may ask: a count for each client and minute, kept in Django's cache.

Processes that share a cache (Redis) share the counts.
"""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

PERIOD = 60


def seconds_to_wait(request: HttpRequest) -> int:
    """Count this request; 0 lets it pass, else the client may ask again after so many seconds."""
    most = settings.API_REQUESTS_PER_MINUTE
    if not most:
        return 0
    minute, gone = divmod(int(time.time()), PERIOD)
    key = f"articles.api:{minute}:{client(request)}"
    # add() and incr() count in one step each, also where many processes share a cache.
    if cache.add(key, 1, 2 * PERIOD):
        count = 1
    else:
        try:
            count = cache.incr(key)
        except ValueError:
            # The cache was emptied between the two.
            count = 1
    return PERIOD - gone if count > most else 0


def client(request: HttpRequest) -> str:
    """Who asks: an IPv4 address, or the /64 network that one IPv6 subscriber has.

    `X-Forwarded-For` can say anything at its left end; only as many entries at its right are
    believed as there are proxies of ours (settings.TRUSTED_PROXIES), each of which adds one.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    told = hops[-proxies].strip() if 0 < proxies <= len(hops) else direct
    for candidate in (told, direct):
        try:
            found = ipaddress.ip_address(candidate)
        except ValueError:
            continue
        if found.version == 4:
            return str(found)
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    # A server on a Unix socket names nobody: set TRUSTED_PROXIES, or all are one client.
    return "unknown"
