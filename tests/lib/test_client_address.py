"""Who is one client."""

import pytest

from articles.lib.client_address import client_network


@pytest.mark.parametrize(
    ("proxies", "direct", "forwarded", "who"),
    [
        (0, "198.51.100.7", "203.0.113.5", "198.51.100.7"),
        (1, "10.0.0.1", "203.0.113.5", "203.0.113.5"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        # It did not pass through both proxies, or they do not say who asked.
        (2, "10.0.0.1", "203.0.113.5", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "not an address", "10.0.0.1"),
        # One subscriber has a network of addresses.
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:198.51.100.7", "", "198.51.100.7"),
        # A Unix socket.
        (0, "", "", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(rf, settings, proxies, direct, forwarded, who):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_network(request) == who
