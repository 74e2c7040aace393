"""Exceptions of taking upstream items in."""


class ItemFileTooLarge(Exception):
    """A file of items is over the limit; the message tells people which one."""
