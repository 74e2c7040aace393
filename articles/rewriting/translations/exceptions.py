"""Exceptions of translations. Each message tells people what happened."""

from articles.lib.background_tasks import PermanentFailure


class NothingToTranslate(PermanentFailure):
    """The story is no translation any more, or its original is gone."""


class CannotTranslate(Exception):
    """The story cannot be translated as it is; the message is a sentence that says why."""


class DecisionsRefused(Exception):
    """A decision cannot be stored; the message is a sentence that says why."""
