"""Several things at once, and things that were taken back before anybody could see them."""

from django.db import transaction

from tests.public.page_cache.oracle.actions.registry import COMPOSED, action
from tests.public.page_cache.oracle.desk import Desk


def _some_actions(desk: Desk) -> str:
    desk.has_forms = False
    try:
        chosen = [desk.one(COMPOSED) for _ in range(desk.one((2, 3)))]
        return "; ".join(f"{act.__name__}: {act(desk)}" for act in chosen)
    finally:
        desk.has_forms = True


@action(1.5)
def several_things_in_one_transaction(desk: Desk) -> str:
    with transaction.atomic():
        return _some_actions(desk)


@action(1)
def a_transaction_is_rolled_back(desk: Desk) -> str:
    with transaction.atomic():
        told = _some_actions(desk)
        transaction.set_rollback(True)
    return told
