"""Errors that end a whole bake."""


class CannotBake(Exception):
    """The folder is not one that a bake may fill; the text says why, and what to do."""
