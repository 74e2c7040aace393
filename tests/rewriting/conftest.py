"""The stand-in of a language model for tests of what asks it."""

from tests.model_server import model

__all__ = ["model"]
