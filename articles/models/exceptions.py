"""Exceptions of writing an article: by a transition, a save, or the clock."""

from articles.workflow import Transition


class WrongState(Exception):
    """The article is not in the state that the transition starts from."""

    def __init__(self, step: Transition, status: str) -> None:
        self.step = step
        self.status = status
        needed = "live" if step.from_live else step.source
        super().__init__(f"Cannot {step.name}: the article is {status}, not {needed}.")


class StaleArticle(Exception):
    """Somebody else wrote the row since it was read; nothing was written."""


class StaleEdition(Exception):
    """Somebody else saved, launched or called back the edition since it was read; nothing was
    written."""


class MissingReason(ValueError):
    """The transition has a public reason, and none was given."""


class CannotPublish(Exception):
    """Pending changes cannot be published as they are; the message is a sentence that says why."""


class CannotLaunch(Exception):
    """The edition cannot be launched as it is; `problems` are sentences that say what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class CannotDelete(Exception):
    """The article cannot be deleted as it is; the message is a sentence that says what to do."""
