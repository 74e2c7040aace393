"""Exceptions of reviewing, and of restoring earlier versions."""


class DocumentRefused(Exception):
    """An earlier document breaks the rules of today, which have become stricter since."""


class TextChanged(Exception):
    """The text is not the one that was read, or is approved already."""
