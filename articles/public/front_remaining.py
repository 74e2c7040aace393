"""The articles that may still stand on the front page, while its blocks are filled."""

import datetime as dt
from collections.abc import Iterable, Sequence

from articles.models.front_plan import Pick, room_of
from articles.public.front_blocks import Candidate
from articles.querysets import PIN_LIMIT
from articles.workflow import is_pinned


class Remaining:
    """The candidates in the order of the page, and which of them stand somewhere already.

    As many picks of each block as it has room for are reserved: no rule takes them before it is
    their turn. More of them wait, and the first rises when one before it is gone.
    """

    def __init__(self, pool: Sequence[Candidate], now: dt.datetime, picks: Iterable[Pick]) -> None:
        chosen = (one for one in pool if not one.only_picked)
        self.newest = sorted(chosen, key=lambda one: one.time, reverse=True)
        pinned = [
            one
            for one in self.newest
            if is_pinned(one.article.sticky_weight, one.article.sticky_until, now)
        ]
        pinned.sort(key=lambda one: one.article.sticky_weight, reverse=True)
        # More pins than a screen holds stand at their time, as in every list.
        self.pinned = pinned[:PIN_LIMIT]
        first = {one.article.pk for one in self.pinned}
        others = [one for one in self.newest if one.article.pk not in first]
        self.by_time = [one for one in others if one.article.sticky_weight >= 0]
        # The categories of all candidates by their ids.
        self.categories = {
            category.pk: category for one in pool if (category := one.article.category)
        }
        self.placed: dict[int, Pick] = {}
        self._used: set[int] = set()
        self._picks: dict[int, Pick] = {}
        self._reserved: dict[str, list[Candidate]] = {}
        self._reserve({one.article.pk: one for one in pool}, picks)

    def _reserve(self, pool: dict[int, Candidate], picks: Iterable[Pick]) -> None:
        for pick in picks:
            of_block = self._reserved.setdefault(pick.block, [])
            has_room = len(of_block) < room_of(pick.block)
            if has_room and pick.article in pool and pick.article not in self._picks:
                self._picks[pick.article] = pick
                of_block.append(pool[pick.article])

    def picked(self, block: str) -> list[Candidate]:
        """The candidates that an editor put into a block and that stand nowhere yet."""
        return self.not_taken(self._reserved.get(block, ()))

    @property
    def reserved(self) -> list[Candidate]:
        """What editors put anywhere and stands nowhere yet, in the order in which they did."""
        return self.not_taken(one for group in self._reserved.values() for one in group)

    def take(self, candidates: Iterable[Candidate], block: str) -> list[Candidate]:
        """Mark candidates as used in a block, whose picks need not wait any more; return them."""
        taken = list(candidates)
        for one in taken:
            pk = one.article.pk
            self._used.add(pk)
            if pk in self._picks and self._picks[pk].block == block:
                self.placed[pk] = self._picks[pk]
        self._reserved.pop(block, None)
        return taken

    def release(self) -> None:
        """Let the rules have what editors put into blocks that are not shown."""
        self._reserved.clear()

    def not_taken(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates that stand nowhere yet."""
        return [one for one in candidates if one.article.pk not in self._used]

    def unused(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates that stand nowhere yet, and that no block waits for."""
        waiting = {one.article.pk for group in self._reserved.values() for one in group}
        return [one for one in self.not_taken(candidates) if one.article.pk not in waiting]

    @property
    def free(self) -> list[Candidate]:
        """The candidates that may still stand in a block, in the order of the page."""
        return self.unused([*self.pinned, *self.by_time])
