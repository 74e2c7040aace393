"""Errors that stop a backup or a restore. The texts say what to do."""


class CannotBackUp(Exception):
    """No backup was made; those that were there before are untouched."""


class CannotRestore(Exception):
    """The backup, or the place that it should go to, does not allow a restore."""
