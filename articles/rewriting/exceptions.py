"""Exceptions of asking a language model. Each message tells people what happened."""

import datetime as dt

from articles.lib.background_tasks import PermanentFailure


class ModelFailed(Exception):
    """The model gave no answer that can be used."""


class ModelUnavailable(ModelFailed):
    """The model's server does not answer now; the same question may be asked again later."""


class RestAsked(ModelUnavailable):
    """The server asked for no request before the moment `until`."""

    def __init__(self, message: str, until: dt.datetime) -> None:
        super().__init__(message)
        self.until = until


class AnswerGarbled(ModelUnavailable):
    """The server answered, and nobody can read it; `text` is what came."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text


class CallInFlight(ModelUnavailable):
    """Another process asks the same question at this moment, and its answer will be stored."""


class ModelNotConfigured(ModelFailed, PermanentFailure):
    """The site has no model, or its address may not be called."""


class ModelRefused(ModelFailed, PermanentFailure):
    """The model's server does not take the request or the key: asking again changes nothing."""


class AnswerUnusable(ModelFailed, PermanentFailure):
    """The answer broke its rules also after it was repaired; it is kept, and not bought again."""


class BudgetSpent(ModelFailed, PermanentFailure):
    """The budget of the day, or of one original or story, leaves nothing for this question."""


class SuggestionDecided(Exception):
    """Somebody accepted or declined the suggestion before."""


class CannotAccept(Exception):
    """The suggestion cannot become a story as it is; the message is a sentence that says why."""
