"""The review queue: unreviewed machine texts, the riskiest first, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, ngettext_lazy

from articles.claims.extraction import DATE, MONEY, NAME, NUMBER, PERCENT, TICKER
from articles.claims.risk import FAILED, STRONG
from articles.editorial.review.growth import made_from
from articles.lib import keyset
from articles.models import Article
from articles.querysets import ArticleQuerySet
from articles.workflow import Status

PAGE = 30
# Pinned articles lead, since most readers see them; any beyond these stand at their risk.
PINS = 20
STATES = (Status.IN_REVIEW, Status.PUBLISHED, Status.DRAFT)
_SHOWN = (
    "id", "title", "lang", "slug", "status", "published_at", "expires_at", "sticky_weight",
    "sticky_until",
    "risk", "claims", "support", "sentiment", "ai", "text_hash", "reviewed_hash", "modified_at",
    "source__name", "source__key", "category__name",
)  # fmt: skip
_COUNTED = {
    MONEY: ngettext_lazy("%(count)d amount of money", "%(count)d amounts of money", "count"),
    NAME: ngettext_lazy("%(count)d named person or company", "%(count)d named people or companies",
                 "count"),
    PERCENT: ngettext_lazy("%(count)d percentage", "%(count)d percentages", "count"),
    NUMBER: ngettext_lazy("%(count)d number", "%(count)d numbers", "count"),
    DATE: ngettext_lazy("%(count)d date", "%(count)d dates", "count"),
    TICKER: ngettext_lazy("%(count)d ticker or abbreviation", "%(count)d tickers or abbreviations",
                   "count"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """One page. `following` is the cursor of the next one, empty at the end."""

    pinned: list[Article]
    stories: list[Article]
    following: str


def queue(state: str = "", after: str = "") -> ReviewQueue:
    """A page of what waits, in one `state` or in all; `after` is a cursor, and a wrong one is
    none. Two queries, also of a hundred thousand stories."""
    waiting = _rows(state)
    leading = list(_pinned(waiting)[:PINS])
    rest = waiting.without([article.pk for article in leading])
    place = _place(after)
    if place:
        rest = rest.filter(keyset.following(("-risk", "-pk"), place))
    articles, more = keyset.take(rest, PAGE)
    following = f"{articles[-1].risk}-{articles[-1].pk}" if more else ""
    return ReviewQueue([] if place else leading, articles, following)


def next_to(article: Article, state: str = "") -> Article | None:
    """The next article for a reviewer of `article`: the first of the queue without it."""
    waiting = _rows(state).exclude(pk=article.pk)
    return _pinned(waiting).first() or waiting.first()


def reasons(article: Article) -> list[str]:
    """The reasons for the place of an article in the queue, as phrases, the weightiest first."""
    phrases = []
    if article.is_pinned and article.is_published:
        phrases.append(gettext("pinned to the top"))
    if article.is_live:
        phrases.append(gettext("readers see it now"))
    support = article.support
    if support is None and article.risk == FAILED:
        phrases.append(gettext("its claims could not be found: read every word"))
    elif support is None:
        phrases.append(gettext("not looked at yet"))
    else:
        phrases.extend(_findings(article, support))
    if article.sentiment in STRONG:
        mood = str(article.get_sentiment_display()).lower()
        phrases.append(gettext("strong sentiment: %(mood)s") % {"mood": mood})
    if support is not None and not article.claims:
        phrases.append(gettext("nobody has read it"))
    return [capfirst(reason) for reason in phrases]


def _findings(article: Article, support: dict[str, Any]) -> Iterator[str]:
    """The findings of the comparison with the original, the weightiest first."""
    counted = [
        _COUNTED[kind] % {"count": article.claims[kind]}
        for kind in (MONEY, NAME, PERCENT, NUMBER, DATE, TICKER)
        if article.claims.get(kind)
    ]
    claims = {"claims": ", ".join(counted)}
    if not support["has_original"]:
        yield gettext("no original to compare it with")
        if counted:
            yield gettext("to check: %(claims)s") % claims
        return
    if counted:
        yield gettext("not in its original: %(claims)s") % claims
    if growth := made_from(support):
        yield growth
    if count := support["unsupported_paragraphs"]:
        text = ngettext(
            "%(count)d of %(all)d paragraphs without support",
            "%(count)d of %(all)d paragraphs without support",
            count,
        )
        yield text % {"count": count, "all": support["paragraphs"]}


def waiting_about(limit: int = 1000) -> int:
    """The number of articles in the queue, counted up to `limit`, which then means “or more”."""
    return len(Article.objects.to_review().order_by().values_list("pk")[:limit])


def _rows(state: str) -> ArticleQuerySet:
    rows = Article.objects.to_review().select_related("source", "category").only(*_SHOWN)
    return rows.filter(status=state) if state in STATES else rows


def _pinned(waiting: ArticleQuerySet) -> ArticleQuerySet:
    return waiting.live().pinned()


def _place(after: str) -> tuple[int, int] | None:
    risk, number = map(keyset.read_id, (after.partition("-")[0], after.partition("-")[2]))
    return None if risk is None or number is None else (risk, number)
