"""Redis goes away and comes back; a writer is killed before it told Redis of its change.

Who asks Redis for the head of the log then learns of the change within a second, from the database.
"""

import datetime as dt

from articles.models.public_change_log import changes_committed
from articles.public.page_cache.head_copy import copy_head
from tests.public.page_cache.oracle.actions.registry import COMPOSED, action
from tests.public.page_cache.oracle.desk import Desk

HEALED = dt.timedelta(seconds=1)


@action(0.5)
def redis_goes_away_or_comes_back(desk: Desk) -> str:
    """It stops answering, or is ended and forgets everything; a later step brings it back."""
    if desk.redis is None:
        return ""
    back, desk.redis_comes_back = desk.redis_comes_back, None
    if back:
        back()
        desk.move_clock(desk.now + HEALED)
        return "comes back"
    if desk.chance(0.5):
        desk.redis.freeze()
        desk.redis_comes_back = desk.redis.thaw
        return "does not answer"
    desk.redis.stop()
    desk.redis_comes_back = desk.redis.start
    return "is ended"


@action(2)
def a_writer_is_killed_before_the_copy(desk: Desk) -> str:
    if desk.redis is None:
        return ""
    was_connected = changes_committed.disconnect(copy_head)
    desk.has_forms = False
    try:
        act = desk.one(COMPOSED)
        told = f"{act.__name__}: {act(desk)}"
    finally:
        desk.has_forms = True
        if was_connected:
            changes_committed.connect(copy_head)
    desk.move_clock(desk.now + HEALED)
    return told
