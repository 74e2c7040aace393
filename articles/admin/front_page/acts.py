"""The buttons in the blocks of a draft: each changes what an edition says, unsaved."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from articles.models import FrontEdition, Tag
from articles.models.front_plan import Pick, is_block


def put(edition: FrontEdition, article: int, block: str) -> None:
    """Put the article at the top of a block, with the words that it had elsewhere."""
    before = next((one for one in edition.all_picks if one.article == article), None)
    pick = (before or Pick(block, article))._replace(block=block)
    _write(edition, [pick, *_others(edition, article)])


def keep(edition: FrontEdition, article: int, block: str) -> None:
    """Keep the article in a block in which it stands by itself: after what was put there."""
    _write(edition, [*_others(edition, article), Pick(block, article)])


def remove(edition: FrontEdition, article: int, block: str) -> None:
    """Take the article away from where it was put."""
    _write(edition, _others(edition, article))


def up(edition: FrontEdition, article: int, block: str) -> None:
    """Put the article before the one that stands before it in its block."""
    _move(edition, article, -1)


def down(edition: FrontEdition, article: int, block: str) -> None:
    """Put the article after the one that stands after it in its block."""
    _move(edition, article, 1)


def focus(edition: FrontEdition, tag: int, block: str) -> None:
    """Put the tag in focus for a day, as the desk proposes; its end can be changed."""
    if Tag.objects.filter(pk=tag).exists():
        edition.focus_tag_id = tag
        edition.focus_until = edition.focus_until or _in_a_day()


def _in_a_day() -> dt.datetime:
    return (timezone.now() + dt.timedelta(days=1)).replace(second=0, microsecond=0)


def _move(edition: FrontEdition, article: int, by: int) -> None:
    picks = list(edition.all_picks)
    at = next((place for place, one in enumerate(picks) if one.article == article), None)
    if at is None:
        return
    beside = [place for place, one in enumerate(picks) if one.block == picks[at].block]
    to = beside.index(at) + by
    if 0 <= to < len(beside):
        other = beside[to]
        picks[at], picks[other] = picks[other], picks[at]
        _write(edition, picks)


def _others(edition: FrontEdition, article: int) -> list[Pick]:
    return [one for one in edition.all_picks if one.article != article]


def _write(edition: FrontEdition, picks: list[Pick]) -> None:
    edition.picks = [pick.as_json() for pick in picks]


_Act = Callable[[FrontEdition, int, str], None]
ACTS: dict[str, _Act] = {
    "put": put, "keep": keep, "remove": remove, "up": up, "down": down, "focus": focus,
}  # fmt: skip


def needs_block(act: str, block: str) -> bool:
    """Whether the act puts something somewhere, and `block` is no place."""
    return act in ("put", "keep") and not is_block(block)
