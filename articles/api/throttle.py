"""Limits what one client may ask: a count for each client and minute, in Django's cache."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from articles.lib.client_address import client_network

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
        """Return an IPv4 address, or the /64 network that one IPv6 subscriber has."""
        return client_network(request)
