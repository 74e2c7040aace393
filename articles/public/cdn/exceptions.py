"""Errors between the site and its content delivery network."""


class PurgeFailed(Exception):
    """The network did not take a purge, and is to be asked for the same again."""
