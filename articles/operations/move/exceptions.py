"""Errors that stop the move of a newsroom to another database. The texts say what to do."""


class CannotMove(Exception):
    """Nothing was moved: the target is as empty as before, and the source unchanged."""
