"""What transitions and saves of an article raise."""

from articles.workflow import Transition


class WrongState(Exception):
    """The article is not in the state that the transition starts from."""

    def __init__(self, step: Transition, found: str) -> None:
        self.step = step
        self.found = found
        super().__init__(f"Cannot {step.name}: the article is {found}, not {step.source}.")


class StaleArticle(Exception):
    """Somebody else saved since this was read; nothing was written."""


class MissingReason(ValueError):
    """The transition tells readers why, so it needs a reason."""


class CannotPublish(Exception):
    """The changes cannot go to readers by themselves; the message says why, in a sentence."""
