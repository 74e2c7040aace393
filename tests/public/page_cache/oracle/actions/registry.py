"""The table of actions, into which their decorator writes them."""

from collections.abc import Callable

from tests.public.page_cache.oracle.desk import Desk

Action = Callable[[Desk], str]
# By name: the action, and how often it is taken beside the others.
ACTIONS: dict[str, tuple[Action, float]] = {}
# Those that may stand with others in one transaction of this process.
COMPOSED: list[Action] = []


def action(weight: float, *, composed: bool = False) -> Callable[[Action], Action]:
    """Register an action. A `composed` one uses no forms while `desk.has_forms` is false."""

    def register(function: Action) -> Action:
        ACTIONS[function.__name__] = (function, weight)
        if composed:
            COMPOSED.append(function)
        return function

    return register
