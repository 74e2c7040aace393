"""The standing of an article before readers: what decides when it shows, and in which lists."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, Self

from articles.lib import public_keys
from articles.models.article_columns import ArticleColumns
from articles.models.author import Author
from articles.models.taxonomy import Tag
from articles.workflow import SEEN_BY_READERS, ShownStatus, Status, shown_status


class Standing(NamedTuple):
    """The columns of a published or retracted article that lists go by, and the ids of its tags
    and of the authors whom it names."""

    pk: int
    lang: str
    status: str
    published_at: dt.datetime
    expires_at: dt.datetime | None
    sticky_weight: int
    sticky_until: dt.datetime | None
    category_id: int | None
    source_id: int | None
    external_id: str
    tag_ids: frozenset[int]
    author_ids: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        article: ArticleColumns,
        tags: Iterable[Tag] | None = None,
        authors: Iterable[Author] | None = None,
    ) -> Self | None:
        """The standing of `article` as it is now; None for one that readers have no part of.

        `tags` are its tags, where the caller knows them; otherwise one query, unless prefetched.
        The same holds for `authors`, where it names somebody.
        """
        if article.status not in SEEN_BY_READERS or article.published_at is None:
            return None
        tags = article.tag_list if tags is None else tags
        authors = article.author_list if authors is None else authors
        is_pin = article.sticky_weight > 0
        return cls(
            pk=article.pk,
            lang=article.lang,
            status=article.status,
            published_at=article.published_at,
            expires_at=article.expires_at,
            # Weights that pin nothing are alike, and their end ends nothing.
            sticky_weight=article.sticky_weight if is_pin else 0,
            sticky_until=article.sticky_until if is_pin else None,
            category_id=article.category_id,
            source_id=article.source_id,
            external_id=article.external_id,
            tag_ids=frozenset(tag.pk for tag in tags),
            author_ids=frozenset(author.pk for author in authors),
        )

    def shows_from(self, now: dt.datetime) -> dt.datetime:
        """The time from which readers see the article or the notice of its retraction: `now`, or
        the time ahead for which it is scheduled."""
        return now if self.status == Status.RETRACTED else max(self.published_at, now)

    def is_live(self, now: dt.datetime) -> bool:
        """Whether readers see the article at `now`: published, its time has come, and it has not
        ended."""
        return (
            shown_status(self.status, self.published_at, self.expires_at, now) == ShownStatus.LIVE
        )

    def ends_after(self, now: dt.datetime) -> dt.datetime | None:
        """The time, later than `now`, at which readers stop seeing the article that they see then;
        None where it does not end, or has ended."""
        end = self.expires_at
        is_ahead = end is not None and end > self.shows_from(now)
        return end if is_ahead and self.status == Status.PUBLISHED else None

    def turns(self, now: dt.datetime) -> list[dt.datetime]:
        """The times at which readers begin and stop seeing the article, where it ends."""
        end = self.ends_after(now)
        return [self.published_at, end] if end else [self.published_at]

    @property
    def shelf(self) -> tuple[int, str]:
        """The category, 0 for none, and the language."""
        return self.category_id or 0, self.lang

    def shelves(self, linked: frozenset[tuple[str, int]]) -> frozenset[tuple[str, int, str]]:
        """The kind, id and language of each category, tag and author by which the article decides
        whether a menu leads there: of tags and authors those that are `linked` in it."""
        own = {("tag", pk) for pk in self.tag_ids} | {("author", pk) for pk in self.author_ids}
        if self.category_id:
            linked |= {("category", self.category_id)}
            own.add(("category", self.category_id))
        return frozenset((kind, pk, self.lang) for kind, pk in own & linked)

    @property
    def identity(self) -> tuple[int | None, str]:
        """The source and its own number of the article, which translations share."""
        return self.source_id, self.external_id

    @property
    def order(self) -> tuple[object, ...]:
        """The columns that decide, with category, source and tags, the place in lists.

        Feeds list also what was retracted.
        """
        return self[1:7]

    def lists(self) -> set[str]:
        """The keys of the lists in which the article is."""
        lang = self.lang
        keys = {
            public_keys.articles_in(lang),
            public_keys.articles_of_month(lang, self.published_at),
        }
        if self.category_id:
            keys.add(public_keys.articles_of(lang, "category", self.category_id))
        if self.source_id:
            keys.add(public_keys.articles_of(lang, "source", self.source_id))
        keys |= {public_keys.articles_of(lang, "tag", pk) for pk in self.tag_ids}
        return keys | {public_keys.articles_of(lang, "author", pk) for pk in self.author_ids}


class ArticleChange(NamedTuple):
    """The standing of one article before and after a write; None where it had none."""

    before: Standing | None
    after: Standing | None

    @property
    def pk(self) -> int:
        """The id of the article. Raises ValueError where it has neither standing."""
        standing = self.before or self.after
        if standing is None:
            raise ValueError("Readers have seen nothing of this article.")
        return standing.pk

    @property
    def standings(self) -> list[Standing]:
        """The standings before and after the write, without a missing one."""
        return [standing for standing in self if standing]

    def moments(self, now: dt.datetime) -> list[dt.datetime]:
        """Return the times at which readers see a difference, if any: now, the time ahead for which
        the article is scheduled, and its end."""
        starts = [standing.shows_from(now) for standing in self.standings]
        moments = [now] if now in starts else []
        if self.after and starts[-1] > now:
            moments.append(starts[-1])
        if self.after and (end := self.after.ends_after(now)):
            moments.append(end)
        return moments

    def changed_lists(self) -> set[str]:
        """The keys of the lists that the article entered, left or moved in."""
        before, after = (one.lists() if one else set() for one in self)
        stays = self.before and self.after and self.before.order == self.after.order
        return before ^ after if stays else before | after

    def came_or_went(self, now: dt.datetime) -> bool:
        """Whether the article is not live in the same category and language until the same end, or
        scheduled for the same time, as before."""
        if not self.before or not self.after:
            return True
        before, after = (
            (*one.shelf, one.status, one.shows_from(now), one.expires_at) for one in self.standings
        )
        return before != after

    def places(self, now: dt.datetime) -> list[Standing]:
        """The standings, restricted to what differs, around which other articles have to look
        again: live ones, with the category and the tags by which the article came or went."""
        before, after = (one if one and one.is_live(now) else None for one in self)
        if before and after and before[:5] == after[:5]:
            tags = before.tag_ids ^ after.tag_ids
            is_moved = before.category_id != after.category_id
            categories = {before.category_id, after.category_id} if is_moved else {None}
            if not tags and not is_moved:
                return []
            return [before._replace(category_id=pk, tag_ids=tags) for pk in categories]
        return [standing for standing in (before, after) if standing]
