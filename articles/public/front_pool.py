"""The pool of the front page, read from the database by a bounded number of rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone

from articles.lib import public_keys
from articles.lib.graphemes import shorten
from articles.lib.public_keys import depends_on
from articles.models import Article, TaggedArticle
from articles.public.article_lists import path_after
from articles.public.cards import load_cards
from articles.public.front_page import (
    FROM_SECTIONS,
    POOL_DAYS,
    Candidate,
    FrontPage,
    days_ago,
    front_page,
)
from articles.querysets import PIN_LIMIT

# Rows that are read at most, besides the pinned ones; and how many stay where 14 days have fewer,
# or are read besides where nearly all of those rows have a negative weight.
POOL_LIMIT = 100
POOL_LEAST = 30
# A lead without a picture shows so many words of its text below a summary shorter than this.
_OPENING_WORDS, _OPENING_LIMIT, _SHORT_SUMMARY = 60, 480, 120


@dataclass(frozen=True, slots=True)
class LoadedFrontPage:
    """The blocks of a front page, the first words of a lead that has room for them, "latest" by
    day, the day on which it is shown, and the path of the list with all articles that are not on
    it, below that of the page; None where all are."""

    page: FrontPage
    opening: str
    latest_by_day: list[tuple[dt.date, list[Article]]]
    today: dt.date
    next: str | None


def load_front_page(request: HttpRequest, lang: str) -> LoadedFrontPage:
    """Return the front page in a language, and declare what the response to `request` shows.

    Three queries, two where there are few articles; one more for a lead without a picture, and one
    where nearly all of the newest articles have a negative weight.
    """
    now = timezone.now()
    rows = Article.objects.in_language(lang).live(now)
    pinned = load_cards(request, rows.pinned(now)[:PIN_LIMIT])
    newest = load_cards(request, rows.newest_first()[: POOL_LIMIT + 1])
    since = days_ago(now, POOL_DAYS)
    recent = _recent(newest[:POOL_LIMIT], since)
    low = sum(article.sticky_weight < 0 for article in recent)
    if low and len(newest) > POOL_LIMIT and len(recent) - low < POOL_LEAST:
        # A busy source of a low weight leaves no room for what may stand in a block.
        others = rows.filter(sticky_weight__gte=0, published_at__gte=since)
        others = others.without([article.pk for article in recent]).newest_first()
        recent += load_cards(request, others[:POOL_LEAST])
    known = {article.pk for article in recent}
    articles = recent + [article for article in pinned if article.pk not in known]
    tags = _tags(articles) if len(articles) >= FROM_SECTIONS else {}
    pool = [
        Candidate(
            article,
            tags.get(article.pk, frozenset()),
            has_picture=article.shown_cover is not None,
        )
        for article in articles
    ]
    page = front_page(pool, now)
    # Times of today are shown by the clock, and days are counted from midnight.
    depends_on(request, public_keys.articles_in(lang), until=days_ago(now, -1))
    if page.lead:
        # Another article shares a tag with it when two tags are merged.
        depends_on(request, *map(public_keys.tag, tags.get(page.lead.pk, ())))
    return LoadedFrontPage(
        page,
        _opening(page.lead) if page.lead else "",
        [(day, list(group)) for day, group in groupby(page.latest, key=_day)],
        timezone.localdate(now),
        path_after(newest, page.unbroken(newest)),
    )


def _opening(lead: Article) -> str:
    """The first words of a lead without a picture and with a short summary that does not say the
    same; empty for another one. One query, none with a picture or a long summary."""
    if lead.shown_cover or len(lead.summary) >= _SHORT_SUMMARY:
        return ""
    passages = Article.objects.filter(pk=lead.pk).values_list("passages", flat=True).first() or ""
    words = " ".join(passages.split()[:_OPENING_WORDS])
    # Without a description, or with one that is cut off, the summary is the beginning of the text.
    beginning = lead.summary.removesuffix("…")
    return "" if words.startswith(beginning) else shorten(words, _OPENING_LIMIT)


def _recent(newest: list[Article], since: dt.datetime) -> list[Article]:
    number = sum(article.published_at >= since for article in newest if article.published_at)
    return newest[: max(number, POOL_LEAST)]


def _tags(articles: Iterable[Article]) -> dict[int, frozenset[int]]:
    """The ids of the tags of articles, by the ids of those. One query."""
    links = TaggedArticle.objects.filter(content_object__in=[article.pk for article in articles])
    tags: dict[int, set[int]] = defaultdict(set)
    for article_id, tag_id in links.order_by().values_list("content_object_id", "tag_id"):
        tags[article_id].add(tag_id)
    return {pk: frozenset(ids) for pk, ids in tags.items()}


def _day(article: Article) -> dt.date:
    return timezone.localdate(article.published_at)
