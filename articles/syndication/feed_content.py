"""The content of feeds: articles with their corrections, and tombstones of retracted articles."""

from collections import defaultdict
from dataclasses import dataclass

from articles.models import Article, Correction
from articles.querysets import ArticleQuerySet
from articles.syndication.feed_formats import FeedImage, Tombstone
from articles.syndication.publication_facts import Publication
from articles.syndication.structured_data import absolute

# Retracted articles that an Atom feed still names.
TOMBSTONES = 20


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One article of a feed with its corrections, newest first."""

    article: Article
    corrections: list[Correction]
    site: Publication


@dataclass(frozen=True, slots=True)
class FeedContent:
    """The content of one feed: `path` and `name` of its list, its articles and tombstones."""

    path: str
    name: str
    site: Publication
    items: list[FeedItem]
    tombstones: list[Tombstone]


def corrections_and_tombstones(
    scope: ArticleQuerySet, articles: list[Article]
) -> tuple[dict[int, list[Correction]], list[Tombstone]]:
    """Return the corrections of `articles`, which are live, by article id, and the tombstones of
    `scope`.

    Both newest first and in one query, each half along its own index.
    """
    columns = ("article_id", "article__created_at", "kind", "date", "text")
    retractions = Correction.objects.filter(
        kind=Correction.Kind.RETRACTION, article__in=scope.retracted()
    )
    newest = retractions.newest_first().values("pk")[:TOMBSTONES]
    on_articles = Correction.objects.filter(article__in=[row.pk for row in articles])
    halves = (on_articles, Correction.objects.filter(pk__in=newest))
    # Sorted below: a half of a union has no order of its own.
    first, second = (rows.order_by().values_list(*columns) for rows in halves)
    corrections: dict[int, list[Correction]] = defaultdict(list)
    tombstones = []
    rows = sorted(first.union(second), key=lambda row: row[3], reverse=True)
    for pk, created_at, kind, date, text in rows:
        if kind == Correction.Kind.RETRACTION:
            guid = Article(pk=pk, created_at=created_at).guid
            tombstones.append(Tombstone(guid, date, text))
        else:
            note = Correction(article_id=pk, kind=kind, date=date, text=text)
            corrections[pk].append(note)
    return corrections, tombstones


def cover_image(article: Article, site: Publication) -> FeedImage | None:
    """Return the cover of `article` with an absolute URL; None without one."""
    cover = article.shown_cover
    if cover is None or cover.picture is None:
        return None
    url = absolute(cover.picture.src, site.url)
    alt = cover.alt_in(article.lang)
    return FeedImage(url, cover.picture.width, cover.picture.height, alt, cover.credit)
