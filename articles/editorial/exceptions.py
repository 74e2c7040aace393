"""Exceptions of reviewing, of restoring earlier versions, and of typing."""


class DocumentRefused(Exception):
    """An earlier document breaks the rules of today, which have become stricter since."""


class TextChanged(Exception):
    """The text is not the one that was read, or is approved already."""


class BusyTyping(Exception):
    """Something else that was typed is being looked at. Ask again in a moment."""
