"""How often one client may ask: a count for each client and minute, kept in Django's cache."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

PERIOD = 60


class ClientThrottle(BaseThrottle):
    """Allows settings.API_REQUESTS_PER_MINUTE requests a client in each minute of the clock; 0 is
    no limit. Processes that share a cache (Redis) share the counts.

    Not ninja's own rate throttle: that reads a list of times from the cache and writes it back,
    so that requests at the same moment overwrite each other's.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request, and return whether it is within the limit."""
        limit = settings.API_REQUESTS_PER_MINUTE
        if not limit:
            return True
        key = f"articles.api:{int(time.time()) // PERIOD}:{self.get_ident(request)}"
        # add() and incr() count in one step each, also where many processes share a cache.
        if cache.add(key, 1, 2 * PERIOD):
            return True
        try:
            return cache.incr(key) <= limit
        except ValueError:
            # The cache was emptied between the two.
            return True

    def wait(self) -> int:
        """Return the seconds until the minute is over."""
        return PERIOD - int(time.time()) % PERIOD

    def get_ident(self, request: HttpRequest) -> str:
        """Return an IPv4 address, or the /64 network that one IPv6 subscriber has.

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
            if address.version == 4:
                return str(address)
            if address.ipv4_mapped:
                return str(address.ipv4_mapped)
            return str(ipaddress.ip_network((address, 64), strict=False))
        # A server on a Unix socket names nobody: set TRUSTED_PROXIES, or all are one client.
        return "unknown"
