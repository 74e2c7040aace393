"""Exceptions of the admin's screens."""


class BadWeight(ValueError):
    """A typed value that is not a weight; the message, in a sentence, says why."""
