"""The server of feeds that misbehaves, for tests of fetching."""

from tests.feed_server import feeds

__all__ = ["feeds"]
