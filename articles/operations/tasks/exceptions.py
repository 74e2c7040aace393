"""Errors of background tasks."""

from articles.lib.background_tasks import PermanentFailure


class WorkerLost(Exception):
    """The worker that ran the task was stopped, or lost the database, and wrote no outcome."""


class UnknownTask(PermanentFailure):
    """No function of this release has the name of the task."""
