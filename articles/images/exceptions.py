"""Exceptions of reading images: covers and uploads."""


class BadImage(ValueError):
    """The file is not an image that a page can show; the message tells people what to do."""
