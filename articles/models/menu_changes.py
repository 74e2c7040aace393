"""The keys of menus that change when an article is written: what they link to has live articles."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps

from articles.lib import public_keys
from articles.models.author import ArticleAuthor
from articles.models.menu_entry import EntryKind
from articles.models.site_in_use import site_in_use
from articles.models.standing import ArticleChange
from articles.models.taxonomy import TaggedArticle

_Shelf = tuple[str, int, str]


def add_menus(
    keys: dict[dt.datetime, set[str]],
    changes: Sequence[ArticleChange],
    now: dt.datetime,
    many: int,
) -> None:
    """Add the keys of menus that a category joins or leaves, or a tag or an author whom the site's
    menu names: now, when its next article goes live, or when its last one ends. At most two queries
    for each of them and language in which an article came or went, and three more where articles
    end; none for a place into which more than `many` articles came."""
    linked = _linked_in_menus(changes)
    moving = [
        change
        for change in changes
        if change.came_or_went(now) or len({one.shelves(linked) for one in change.standings}) > 1
    ]
    was_live, is_live = (_shelves(moving, linked, side, now) for side in (0, 1))
    lasted, lasts = (_shelves(moving, linked, side, now, but_ending=True) for side in (0, 1))
    shelves = {
        shelf for change in moving for one in change.standings for shelf in one.shelves(linked)
    }
    for shelf in shelves - (lasted & lasts):
        kind, pk, lang = shelf
        menu = public_keys.menu(lang)
        if shelf in lasts and len(moving) > many:
            # It may be the first article there: to look would cost more than the menu.
            keys[now].add(menu)
            continue
        rows = _rows_of(kind).filter(**{kind: pk}).in_language(lang)
        others = rows.live(now).without([change.pk for change in moving])
        newest = list(others.newest_first().values_list("expires_at", flat=True)[:1])
        if newest and (newest[0] is None or others.filter(expires_at=None).exists()):
            # It stays in the menu by an article that does not end.
            continue
        if (shelf in was_live) != (shelf in is_live) and not newest:
            keys[now].add(menu)
        if shelf not in lasts:
            gone = [change.pk for change in moving if change.after is None]
            for moment in _turns(rows.without(gone), now, is_live=bool(newest) or shelf in is_live):
                keys[moment].add(menu)


def _linked_in_menus(changes: Iterable[ArticleChange]) -> frozenset[tuple[str, int]]:
    """The kinds and ids of the tags and authors whom the menu of the site names, where one of these
    articles has a tag or an author at all."""
    if not any(one.tag_ids or one.author_ids for change in changes for one in change.standings):
        return frozenset()
    site = site_in_use()
    entries = (*site.menu_entries, *site.footer_entries)
    return frozenset(
        (str(entry.kind), int(entry.target))
        for entry in entries
        if entry.kind in (EntryKind.TAG, EntryKind.AUTHOR)
    )


def _rows_of(kind: str) -> Any:
    """The rows that say which articles are live in a category, with a tag, by an author."""
    return {"tag": TaggedArticle.objects, "author": ArticleAuthor.objects}.get(kind) or _articles()


def _shelves(
    moving: Sequence[ArticleChange],
    linked: frozenset[tuple[str, int]],
    side: int,
    now: dt.datetime,
    *,
    but_ending: bool = False,
) -> set[_Shelf]:
    """The shelves of the live articles before (0) or after (1) their writes, with `but_ending` of
    those that will not end."""
    standings = [one for change in moving if (one := change[side]) and one.is_live(now)]
    lasting = (one for one in standings if not (but_ending and one.expires_at))
    return {shelf for one in lasting for shelf in one.shelves(linked)}


def _turns(rows: Any, now: dt.datetime, *, is_live: bool) -> Iterator[dt.datetime]:
    """Yield the times at which a list in which every live article ends may leave the menu or
    join it: the last of these ends, and the times of those that are scheduled up to the first one
    that does not end. One query, and one more where articles are live."""
    if is_live:
        last = rows.live(now).filter(expires_at__isnull=False).order_by("-expires_at")
        yield from last.values_list("expires_at", flat=True)[:1]
    scheduled = rows.scheduled(now).values_list("published_at", "expires_at")
    # Mostly the first one stays for good.
    for start, end in scheduled.iterator(chunk_size=100):
        yield start
        if end is None:
            return
        yield end


def _articles() -> Any:
    return apps.get_model("articles", "Article")._default_manager
