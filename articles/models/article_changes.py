"""The keys of the public change log for what readers see change when an article is written.

Each write of an article records its `Standing` before and after. An article that readers saw in
neither appends nothing. Otherwise the keys are those of everything that shows it: its own, those of
its translations and of the lists that it entered, left or moved in, and of the articles around its
old and its new place. An article that is scheduled appends them with the moment of its time as
well, and one that ends with that of its end.

An article around whose page shows fewer than four newer ones, or no next one, depends on the lists
as well (`articles.models.nearby`): so one that goes live by the clock, always the newest then,
needs no ids of those around it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from articles.lib import public_keys
from articles.lib.moments import LATEST
from articles.models.menu_changes import add_menus
from articles.models.nearby import articles_around
from articles.models.public_change_log import PublicChange
from articles.models.standing import ArticleChange, Standing
from articles.querysets import NEWS_AGE
from articles.workflow import Status

# The changes of more articles are told by coarse keys: those of a language instead of those of the
# articles around each.
MANY = 100

# Keys by the moments at which their changes show.
_Keys = defaultdict[dt.datetime, set[str]]
_Moments = Collection[dt.datetime]
# A source, and its own number of an article.
_Identity = tuple[int | None, str]
_MEMBER_COLUMNS = ("source_id", "external_id", "pk", "published_at", "expires_at")
# Every change of an article may show in them.
_OF_ALL = {public_keys.ARTICLES, public_keys.SITEMAP, public_keys.NEWS}


_together: ContextVar[list[ArticleChange] | None] = ContextVar("_together", default=None)


def record(before: Standing | None, after: Standing | None) -> None:
    """Append what readers see change by the write of an article, in the present transaction.

    At once, by at most five queries, none where both are None; or at the end of
    `recorded_together()`.
    """
    changes = _together.get()
    if changes is None:
        append([ArticleChange(before, after)])
    else:
        changes.append(ArticleChange(before, after))


@contextmanager
def recorded_together() -> Iterator[None]:
    """Append what is recorded inside at the end, each key once; of many articles coarse keys.

    Stands within the transaction of the writes. What a savepoint rolled back meanwhile is appended
    as well, which ends a few copies too many.
    """
    if _together.get() is not None:
        yield
        return
    changes: list[ArticleChange] = []
    token = _together.set(changes)
    try:
        yield
    finally:
        _together.reset(token)
    append(changes)


def append(changes: Iterable[ArticleChange]) -> None:
    """Append the keys of these changes, after the rows were written. Nobody has seen what an
    article was between two changes of it."""
    by_article: dict[int, ArticleChange] = {}
    for change in changes:
        if change.before or change.after:
            first = by_article.get(change.pk, change)
            by_article[change.pk] = ArticleChange(first.before, change.after)
    net = [change for change in by_article.values() if change.standings]
    if not net:
        return
    now = timezone.now()
    moments = {change.pk: change.moments(now) for change in net}
    moving = [change for change in net if change.came_or_went(now)]
    keys: _Keys = defaultdict(set)
    for change in net:
        _add_own(keys, change, moments[change.pk], now, is_one_of_many=len(net) > MANY)
    _add_corrections(keys, moving, moments)
    _add_translations(keys, net, moments, now)
    _add_around(keys, net, now)
    add_menus(keys, net, now, MANY)
    PublicChange.append({moment: sorted(group) for moment, group in keys.items()})


def _add_own(
    keys: _Keys, change: ArticleChange, moments: _Moments, now: dt.datetime, *, is_one_of_many: bool
) -> None:
    """Add the keys of the article itself, of its lists, and of all articles."""
    after, lists = change.after, change.changed_lists()
    # Of many new ones nobody has seen the ids.
    is_unseen = is_one_of_many and change.before is None
    own = {public_keys.sitemap_part_with(change.pk)} if is_unseen else _own(change.pk)
    for moment in moments:
        group = keys[moment]
        group |= own
        group |= lists
        group |= _OF_ALL
    if after and after.status == Status.PUBLISHED and after.published_at > now - NEWS_AGE:
        # No later than the calendar goes.
        keys[min(after.published_at, LATEST - NEWS_AGE) + NEWS_AGE].add(public_keys.NEWS)
    if after and after.sticky_until and after.sticky_until > after.shows_from(now):
        # It goes back to its time then.
        keys[after.sticky_until].update(lists)


def _own(pk: int) -> set[str]:
    return {public_keys.article(pk), public_keys.sitemap_part_with(pk)}


def _links_of(pk: int) -> set[str]:
    """The keys of what links to the translations of an article."""
    return {public_keys.translations(pk), public_keys.sitemap_part_with(pk)}


def _add_corrections(
    keys: _Keys, moving: Sequence[ArticleChange], moments: Mapping[int, _Moments]
) -> None:
    """Add the keys of the lists of corrections: those of an article come and go with it."""
    for change in moving:
        for moment in moments[change.pk]:
            keys[moment] |= {public_keys.corrections(one.lang) for one in change.standings}


def _add_translations(
    keys: _Keys,
    changes: Sequence[ArticleChange],
    moments: Mapping[int, _Moments],
    now: dt.datetime,
) -> None:
    """Add the keys of the translations, which link to the article while both are live. One query,
    of many articles two; none where no article has an external id."""
    identities = {
        change.pk: {one.identity for one in change.standings if one.external_id}
        for change in changes
    }
    external_ids = {number for group in identities.values() for _source, number in group}
    if not external_ids:
        return
    # By identity: the id of each published article, and the times at which it comes and goes.
    members: dict[_Identity, list[tuple[int, list[dt.datetime]]]] = defaultdict(list)
    for change in changes:
        if change.after and change.after.status == Status.PUBLISHED:
            members[change.after.identity].append((change.pk, change.after.turns(now)))
    others = _articles().identified().filter(external_id__in=external_ids)
    if len(changes) > MANY:
        # The index alone says which are not among the many that were just written.
        ids = set(others.values_list("pk", flat=True)) - identities.keys()
        others = others.filter(pk__in=ids)
    for source, number, pk, *both in others.published().values_list(*_MEMBER_COLUMNS):
        if pk not in identities:
            members[source, number].append((pk, [time for time in both if time]))
    unseen = {change.pk for change in changes if not change.before}
    for own, group in identities.items():
        for pk, times in (member for identity in group for member in members[identity]):
            if pk == own:
                continue
            for moment in moments[own]:
                if moment > now or pk not in unseen:
                    keys[moment] |= _links_of(pk)
            for time in times if moments[own] else ():
                if time > now:
                    # The translation joins it then, or leaves it.
                    keys[time] |= _links_of(own)


def _add_around(keys: _Keys, changes: Sequence[ArticleChange], now: dt.datetime) -> None:
    """Add the keys of the articles around the places that were left or taken. One query for each
    language and one for each place, but none for an article that is the newest of all now."""
    places = [(change, place) for change in changes for place in change.places(now)]
    langs = {place.lang for _change, place in places}
    if len(changes) > MANY:
        keys[now] |= {public_keys.around_all(lang) for lang in langs}
        return
    # Where an article only came, its lists tell the articles around it, if it is the newest.
    came = dict.fromkeys(langs, True)
    for change, place in places:
        came[place.lang] &= change.before is None or not change.before.is_live(now)
    changed = {change.pk for change in changes}
    newest = {lang: _newest(lang, changed, now) for lang, only in came.items() if only}
    for _change, place in places:
        if place.lang not in newest or (place.published_at, place.pk) < newest[place.lang]:
            around = articles_around(
                place.pk, place.lang, place.published_at, place.category_id,
                sorted(place.tag_ids), now,
            )  # fmt: skip
            keys[now] |= {public_keys.around(pk) for pk in around.ids}


def _newest(lang: str, but: Collection[int], now: dt.datetime) -> tuple[dt.datetime, int]:
    """The time and id of the newest live article in a language `but` these; one query."""
    rows = _articles().in_language(lang).live(now).newest_first().without(list(but))
    place: tuple[dt.datetime, int] | None = rows.values_list("published_at", "pk").first()
    return place or (dt.datetime.min.replace(tzinfo=dt.UTC), 0)


@receiver(pre_delete, sender="articles.Article")
def _keep_standing(instance: Any, **kwargs: object) -> None:
    # Its tags go first.
    instance.standing_before = Standing.of(instance)


@receiver(post_delete, sender="articles.Article")
def _record_deletion(instance: Any, **kwargs: object) -> None:
    """Append the keys of a deleted article. Its address, where it once was public, kept another
    article's redirect from being followed: also the deletion of a draft may show."""
    record(instance.standing_before, None)
    PublicChange.append({timezone.now(): [public_keys.ANY]})


def _articles() -> Any:
    return apps.get_model("articles", "Article")._default_manager
