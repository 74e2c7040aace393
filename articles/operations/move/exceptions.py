"""Errors that stop the move of a newsroom to another database. The texts say what to do."""


class CannotMove(Exception):
    """The move was refused or taken back: the target is empty, the source unchanged."""
