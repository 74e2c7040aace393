"""The pool of the front page, read from the database by a bounded number of rows, and the edition
that says what editors decided."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone

from articles.lib import public_keys
from articles.lib.graphemes import shorten
from articles.lib.public_keys import depends_on
from articles.lib.site_calendar import site_day
from articles.models import Article, FrontEdition, Image, TaggedArticle
from articles.models.front_plan import FrontPlan
from articles.public.article_lists import path_after
from articles.public.cards import show_cards
from articles.public.front_blocks import Candidate, FrontPage
from articles.public.front_cards import with_own_cards
from articles.public.front_page import FROM_SECTIONS, POOL_DAYS, days_ago, front_page
from articles.querysets import PIN_LIMIT, ArticleQuerySet

# Rows that are read at most, besides the pinned ones and those of the edition; and how many stay
# where 14 days have fewer, or are read besides where nearly all of those rows have a negative
# weight.
POOL_LIMIT = 100
POOL_LEAST = 30
# A lead without a picture shows so many words of its text below a summary shorter than this.
_OPENING_WORDS, _OPENING_LIMIT, _SHORT_SUMMARY = 60, 480, 120


@dataclass(frozen=True, slots=True)
class LoadedFrontPage:
    """The blocks of a front page, the edition that they follow, the first words of a lead that has
    room for them, "latest" by day, the day on which it is shown, and the path of the list with all
    articles that are not on it, below that of the page; None where all are."""

    page: FrontPage
    edition: FrontEdition
    opening: str
    latest_by_day: list[tuple[dt.date, list[Article]]]
    today: dt.date
    next: str | None


def load_front_page(
    request: HttpRequest, lang: str, edition: FrontEdition | None = None
) -> LoadedFrontPage:
    """Return the front page in a language, and declare what the response to `request` shows. It
    follows the live edition, or the one that is given.

    Five queries, three where there are few articles that name nobody; one more each for a lead
    without a picture, for what an edition names beyond the newest, for pictures of its own, and
    where nearly all of the newest articles have a negative weight.
    """
    now = timezone.now()
    if edition is None:
        edition = FrontEdition.objects.live(lang, now) or FrontEdition(lang=lang)
    plan = edition.plan(now)
    rows = Article.objects.in_language(lang).live(now)
    pinned = list(rows.pinned(now)[:PIN_LIMIT].for_cards())
    newest = list(rows.newest_first()[: POOL_LIMIT + 1].for_cards())
    recent = _recent(newest, rows, now)
    known = {article.pk for article in recent}
    articles = recent + [article for article in pinned if article.pk not in known]
    known |= {article.pk for article in pinned}
    named = _named(lang, plan.articles - known, now)
    shown = {article.pk: article for article in (*newest, *articles, *named)}
    show_cards(request, shown.values())
    pictures = _pictures(edition, plan)
    tags = _tags([*articles, *named]) if len(articles) >= FROM_SECTIONS or plan.focus else {}
    pool = [
        Candidate(
            article,
            tags.get(article.pk, frozenset()),
            has_picture=bool(pictures.get(article.pk) or article.shown_cover),
            only_picked=article.pk not in known,
        )
        for article in [*articles, *named]
    ]
    page = with_own_cards(front_page(pool, now, plan), pictures)
    _declare(request, page, edition, tags, now)
    return LoadedFrontPage(
        page,
        edition,
        _opening(page.lead) if page.lead else "",
        [(day, list(group)) for day, group in groupby(page.latest, key=_day)],
        site_day(now),
        path_after(newest, page.unbroken(newest)),
    )


def _declare(
    request: HttpRequest,
    page: FrontPage,
    edition: FrontEdition,
    tags: Mapping[int, Collection[int]],
    now: dt.datetime,
) -> None:
    """Say what the response shows besides the articles, and until when."""
    # Times of today are shown by the clock, and days are counted from midnight.
    depends_on(request, public_keys.articles_in(edition.lang), until=days_ago(now, -1))
    depends_on(request, public_keys.front(edition.lang), until=edition.next_end(now))
    if page.lead:
        # Another article shares a tag with it when two tags are merged.
        depends_on(request, *map(public_keys.tag, tags.get(page.lead.pk, ())))
    if page.focus and edition.focus_tag_id:
        depends_on(request, public_keys.tag(edition.focus_tag_id))


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


def _recent(newest: list[Article], rows: ArticleQuerySet, now: dt.datetime) -> list[Article]:
    """Those of the `newest` that are of the last days. One query where nearly all of them have a
    negative weight, else none."""
    since = days_ago(now, POOL_DAYS)
    number = sum(one.published_at >= since for one in newest[:POOL_LIMIT] if one.published_at)
    recent = newest[:POOL_LIMIT][: max(number, POOL_LEAST)]
    low = sum(article.sticky_weight < 0 for article in recent)
    if low and len(newest) > POOL_LIMIT and len(recent) - low < POOL_LEAST:
        # A busy source of a low weight leaves no room for what may stand in a block.
        others = rows.filter(sticky_weight__gte=0, published_at__gte=since)
        others = others.without([article.pk for article in recent]).newest_first()
        recent += others[:POOL_LEAST].for_cards()
    return recent


def _named(lang: str, ids: Collection[int], now: dt.datetime) -> list[Article]:
    """The live articles in a language among these ids; one query, none for no ids."""
    if not ids:
        return []
    rows = Article.objects.filter(pk__in=sorted(ids)).that_are_live(now)
    return [article for article in rows.for_cards() if article.lang == lang]


def _pictures(edition: FrontEdition, plan: FrontPlan) -> dict[int, Image]:
    """The pictures that an edition gives to cards, by the ids of the articles; one query, none
    where it gives none."""
    wanted = {pick.article: pick.picture for pick in plan.picks if pick.picture}
    stored = {picture.pk: picture for picture in edition.pictures.all()} if wanted else {}
    return {article: stored[pk] for article, pk in wanted.items() if pk in stored}


def _tags(articles: Iterable[Article]) -> dict[int, frozenset[int]]:
    """The ids of the tags of articles, by the ids of those. One query."""
    links = TaggedArticle.objects.filter(content_object__in=[article.pk for article in articles])
    tags: dict[int, set[int]] = defaultdict(set)
    for article_id, tag_id in links.order_by().values_list("content_object_id", "tag_id"):
        tags[article_id].add(tag_id)
    return {pk: frozenset(ids) for pk, ids in tags.items()}


def _day(article: Article) -> dt.date:
    return site_day(article.published_at)
