"""Lists of live articles in display order, page by page.

Pinned articles lead the first page, of a topic those that editors chose; the others follow by time.
Each part walks an index, which one ORDER BY over "is it still pinned" could not, since that changes
with the clock. A page begins after the time and id of the last article of the page before (keyset
paging), so page 1,000 costs what page 1 costs.

The front page is no page of a list (`articles.public.front_page`): that of all articles follows it,
has no pins, and begins after the newest articles that stand on the front page without a gap.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from articles.db.unions import union_rows
from articles.lib import keyset, public_keys
from articles.lib.keyset import Position
from articles.lib.public_keys import declare_linked, depends_on
from articles.models import (
    Article,
    ArticleAuthor,
    Author,
    Category,
    Source,
    Tag,
    TaggedArticle,
)
from articles.public.archive import Span
from articles.public.cards import load_cards
from articles.querysets import PIN_LIMIT, ListedQuerySet

PAGE_SIZE = 20
# A later page depends on so many months at most, else on the whole list.
_MONTHS = 24


@dataclass(frozen=True)
class ListPage:
    """One page of a list. `path`, `previous` and `next` are paths below that of the list, such as
    `after/12.3/`, empty for the first page; the latter two are None where there is no such page.
    The first `leading` cards lead the list, whatever their times."""

    cards: list[Article]
    path: str
    previous: str | None
    next: str | None
    leading: int = 0

    @property
    def is_first(self) -> bool:
        """Whether this is the page at the list's own URL, without a cursor."""
        return not self.path


@dataclass(frozen=True)
class ArticleList:
    """A list. `rows` are its articles, or the links of a tag or an author, in all languages and in
    any state.

    `kind` and `subject` are those of its key in the log of public changes, such as `category` and
    an id; the list of all articles has neither. `has_pins`: pinned articles lead it, or in their
    place those whose ids are `chosen`, in that order.
    """

    rows: ListedQuerySet
    kind: str = ""
    subject: int = 0
    period: Span | None = None
    has_pins: bool = True
    chosen: tuple[int, ...] = ()

    def page(self, request: HttpRequest, lang: str, after: str = "") -> ListPage:
        """Return the page after the cursor `after`, the first one when it is empty, and declare
        what of it the response to `request` shows.

        Raises BadCursor. Two queries, for a later page three.
        """
        if after:
            return self._later_page(request, lang, after)
        now = timezone.now()
        rows = self.rows.in_language(lang).live(now, self._latest(now))
        leading = load_cards(request, self._leading(rows, now)) if self.has_pins else []
        if self.chosen:
            leading.sort(key=lambda article: self.chosen.index(article.pk))
        room = max(PAGE_SIZE - len(leading), 1)
        rest = rows.without([article.pk for article in leading]).newest_first()
        others = load_cards(request, rest[: PAGE_SIZE + 1])
        depends_on(request, *self._keys(lang))
        next_page = _path(_position(others[room - 1])) if len(others) > room else None
        return ListPage(
            leading + others[:room],
            path="",
            previous=None,
            next=next_page,
            leading=len(leading),
        )

    def languages(self, request: HttpRequest, lang: str) -> set[str]:
        """Return the languages in which the list has live articles, and `lang`; declare that the
        response to `request` shows which these are. One query."""
        now = timezone.now()
        latest = self._latest(now)
        others = [code for code in settings.SITE_LANGUAGES if code != lang]
        newest: dict[str, int] = dict(
            union_rows(
                [
                    rows.newest_first().values_list("lang", rows.article_id)[:1]
                    for rows in (self.rows.in_language(code).live(now, latest) for code in others)
                ]
            )
        )
        for code in others:
            # As long as this article is in the list, it does not matter which others come and go.
            pk = newest.get(code)
            depends_on(request, *([public_keys.article(pk)] if pk else self._keys(code)))
        return {lang, *newest}

    def _later_page(self, request: HttpRequest, lang: str, after: str) -> ListPage:
        place = keyset.decode(after)
        now = timezone.now()
        latest = self._latest(now)
        rows = self.rows.in_language(lang)
        # A later page leaves out the articles that led the first one.
        pinned = self._leading(rows.live(now, latest), now)
        ends = pinned.values_list(rows.article_id, "sticky_until")
        leading = dict(ends) if self.has_pins else {}
        rows = rows.without(list(leading))
        # One upper limit only: given two, SQLite may start at the later one.
        until = min(latest or now, place.moment)
        older = rows.live(now, until).before(*place).newest_first()
        others = load_cards(request, older[: PAGE_SIZE + 1])
        if not others:
            return ListPage([], _path(place), previous=None, next=None)
        cards, has_next = others[:PAGE_SIZE], len(others) > PAGE_SIZE
        following = rows.live(now, latest).after(*_position(cards[0])).oldest_first()
        newer = list(following.values_list("published_at", rows.article_id)[: PAGE_SIZE + 1])
        if newer and keyset.encode(Position(*newer[0])) == after:
            # A page ends with the article there.
            declare_linked(request)
        is_far = len(newer) > PAGE_SIZE
        keys = self._keys(lang)
        if has_next and is_far and len(leading) < PIN_LIMIT:
            # What stands outside of the rows that were looked at does not change this page.
            keys = _keys_of_months(lang, _position(others[-1]).moment, newer[-1][0]) or keys
        depends_on(request, *keys)
        if not self.chosen:
            for end in leading.values():
                depends_on(request, until=end)
        return ListPage(
            cards,
            path=_path(place),
            previous=_path(Position(*newer[-1])) if is_far else "",
            next=_path(_position(cards[-1])) if has_next else None,
        )

    def _leading(self, live: ListedQuerySet, now: dt.datetime) -> ListedQuerySet:
        """The rows of the articles that lead the list, among its live ones."""
        if self.chosen:
            return live.filter(**{f"{live.article_id}__in": self.chosen})
        return live.pinned(now)[:PIN_LIMIT]

    def _latest(self, now: dt.datetime) -> dt.datetime | None:
        """The end of the period, if that is past."""
        return self.period[1] if self.period and self.period[1] < now else None

    def _keys(self, lang: str) -> list[str]:
        """The keys that are logged when an article enters, leaves or moves in this list."""
        if self.period:
            return _keys_of_months(lang, *self.period)
        if self.kind:
            return [public_keys.articles_of(lang, self.kind, self.subject)]
        return [public_keys.articles_in(lang)]


HOME_LIST = ArticleList(Article.objects.all(), has_pins=False)


Subject = Category | Tag | Source | Author


def subject_list(subject: Subject, chosen: Sequence[int] = ()) -> ArticleList:
    """Return the list of the articles with a category or tag, from a source, or of an author; those
    of a topic that are `chosen` lead it."""
    kind = str(subject._meta.model_name)
    if isinstance(subject, Tag):
        rows = TaggedArticle.objects.filter(tag=subject)
        return ArticleList(rows, kind, subject.pk, chosen=tuple(chosen))
    if isinstance(subject, Author):
        return ArticleList(ArticleAuthor.objects.filter(author=subject), kind, subject.pk)
    return ArticleList(Article.objects.filter(**{kind: subject}), kind, subject.pk)


def period_list(period: Span) -> ArticleList:
    """Return the list of the articles published in `period`, without pins."""
    rows = Article.objects.filter(published_at__gte=period[0])
    return ArticleList(rows, period=period, has_pins=False)


def path_after(newest: Sequence[Article], number: int) -> str | None:
    """Return the path, below that of the front page, of the page of `HOME_LIST` that begins after
    so many of the `newest` articles, or a page's length of them where they are more; None where
    these are all."""
    if not 0 < number < len(newest):
        return None
    return _path(_position(newest[min(number, PAGE_SIZE) - 1]))


def _keys_of_months(lang: str, first: dt.datetime, last: dt.datetime) -> list[str]:
    """The keys of the articles of each month in UTC from `first` to `last`; none for more months
    than a page is to depend on."""
    first, last = first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    start, end = (moment.year * 12 + moment.month - 1 for moment in (first, last))
    if end - start >= _MONTHS:
        return []
    months = (dt.datetime(n // 12, n % 12 + 1, 1, tzinfo=dt.UTC) for n in range(start, end + 1))
    return [public_keys.articles_of_month(lang, month) for month in months]


def _position(article: Article) -> Position:
    # Live articles have a time.
    return Position(article.published_at, article.pk)  # type: ignore[arg-type]


def _path(place: Position) -> str:
    return f"after/{keyset.encode(place)}/"
