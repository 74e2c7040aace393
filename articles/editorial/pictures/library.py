"""The picture library: pictures found by words, and by what is to be done with them."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from articles.models import Article, Author, FrontEdition, Image, Source
from articles.search.admin_filters import AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at

# A picture of so many stories is used often.
OFTEN = 3
# Pixels across of a picture that fills a large screen.
LARGE = 1920
# “Lately used” looks so far back, “rights end soon” so far ahead.
LATELY, SOON = dt.timedelta(days=31), dt.timedelta(days=30)
# Words of a search that are looked for, and newest stories with them whose covers are found.
_MOST_WORDS, _MOST_STORIES = 8, 200
_TEXTS = ("alt", "caption", "credit", "sizes")


@dataclass(frozen=True, slots=True)
class PictureFilters:
    """A question to the library: words, and a name of `SHOWS`; empty for everything."""

    text: str = ""
    show: str = ""


Filter = Callable[[QuerySet[Image], dt.datetime], QuerySet[Image]]


def _uncredited(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(credit="")


def _undescribed(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(alt="", decorative=False)


def _unused(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    logos = Source.objects.filter(logo=OuterRef("pk"))
    authors = Author.objects.filter(picture=OuterRef("pk"))
    cards = FrontEdition.objects.filter(pictures=OuterRef("pk"))
    return pictures.filter(~Exists(_stories()), ~Exists(logos), ~Exists(authors), ~Exists(cards))


def _lately(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(Exists(_stories().filter(published_at__range=(now - LATELY, now))))


def _often(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    used = Article.objects.order_by().filter(cover__isnull=False).values("cover")
    often = used.annotate(stories=Count("pk")).filter(stories__gte=OFTEN)
    return pictures.filter(pk__in=often.values("cover"))


def _large(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(width__gte=LARGE)


def _remote(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(origin=Image.Origin.REMOTE)


def _local(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(origin=Image.Origin.LOCAL)


def _rights(pictures: QuerySet[Image], now: dt.datetime) -> QuerySet[Image]:
    return pictures.filter(rights_until__lte=(now + SOON).date())


SHOWS: dict[str, Filter] = {
    "uncredited": _uncredited,
    "undescribed": _undescribed,
    "unused": _unused,
    "lately": _lately,
    "often": _often,
    "large": _large,
    "remote": _remote,
    "local": _local,
    "rights": _rights,
}


def pictures_found(filters: PictureFilters, now: dt.datetime) -> QuerySet[Image]:
    """The pictures that fit, the newest first.

    Each word is looked for in the description, caption, credit, address and name of the file; all
    words together also in the stories that have the picture as their cover. With words it costs
    two queries here, and one that reads pictures until a page is full.
    """
    pictures = Image.objects.order_by("-pk")
    if filters.show:
        pictures = SHOWS[filters.show](pictures, now)
    words = filters.text.split()[:_MOST_WORDS]
    if not words:
        return pictures
    own = Q()
    for word in words:
        own &= _holds(word)
    search = AdminSearch(now)
    positions = search.positions(AdminFilters(text=" ".join(words)), _MOST_STORIES)
    ids = [article_id_at(position) for position in positions]
    covers = Article.objects.filter(pk__in=ids, cover__isnull=False).order_by()
    return pictures.filter(own | Q(pk__in=list(covers.values_list("cover", flat=True))))


def numbers_of_stories(pictures: Collection[Image]) -> dict[int, int]:
    """Return the number of stories with each picture as their cover, by its id; one query."""
    used = Article.objects.order_by().filter(cover__in=[picture.pk for picture in pictures])
    return dict(used.values_list("cover").annotate(Count("pk")))


def _stories() -> QuerySet[Article]:
    return Article.objects.filter(cover=OuterRef("pk")).order_by()


def _holds(word: str) -> Q:
    """That a text of the picture holds the word. SQLite folds the case of ASCII alone."""
    spellings = {word} if word.isascii() else {word, word.lower(), word.capitalize()}
    condition = Q()
    for column in _TEXTS:
        for spelling in spellings:
            condition |= Q(**{f"{column}__icontains": spelling})
    return condition
