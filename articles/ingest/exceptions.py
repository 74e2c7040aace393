"""Exceptions of taking upstream items in, and of making drafts of them."""

from collections.abc import Sequence

from django.db.models import Model

from articles.front_matter.problems import Problem
from articles.lib.background_tasks import PermanentFailure


class ItemFileTooLarge(Exception):
    """A file of items is over the limit; the message tells people which one."""


class RulesUnreadable(PermanentFailure):
    """A stored version of the rules is refused by the program; the message says why."""

    def __init__(self, version: Model, problems: Sequence[Problem]) -> None:
        reasons = "; ".join(
            f"{one.key}: {one.message}" if one.key else one.message for one in problems
        )
        super().__init__(f"{version}: {reasons}")


class NoDraft(Exception):
    """No draft can be made of an item; the message tells people why."""


class ClusterChanged(Exception):
    """Somebody, or a worker, changed the clusters since the page was shown; nothing was done."""


class ClusterTooLarge(Exception):
    """More items than one cluster holds would be together; nothing was done."""
