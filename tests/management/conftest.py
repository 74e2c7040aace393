"""The stand-in of Unsplash for tests of what asks it."""

from tests.unsplash_server import no_pauses, unsplash, waiting

__all__ = ["no_pauses", "unsplash", "waiting"]
