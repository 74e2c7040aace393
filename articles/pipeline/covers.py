"""Covers for drafts of the chain: a person chooses, unless a setting lets chance do it."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.pictures.library import PictureFilters, pictures_found
from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.choosing import add_photo
from articles.editorial.unsplash.exceptions import UnsplashFailed
from articles.ingest.drafts import ORIGIN
from articles.models import Article, Image, StageResult
from articles.models.pictures import is_withheld
from articles.models.revise import Changes
from articles.querysets import ArticleQuerySet
from articles.workflow import Status

# Searches of one run: Unsplash allows 50 requests an hour to begin with.
_MOST = 20
# A draft without a cover is tried again for so long.
_DAYS = 1
_RANDOM, _LIBRARY = "random", "library"

# Makes one picture that was found that of an article.
Taking = Callable[[], Image]
# Finds pictures by words.
Search = Callable[[str], Sequence[Taking]]


def without_cover() -> ArticleQuerySet:
    """Drafts in review that were made of originals lately and have no cover, the newest first."""
    since = timezone.now() - dt.timedelta(days=_DAYS)
    articles = Article.objects.filter(status=Status.IN_REVIEW, cover=None, created_at__gte=since)
    return articles.filter(original__root__startswith=ORIGIN).order_by("-pk")


def cover_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Give drafts a picture by chance, of Unsplash or of the library, where PIPELINE_COVERS says
    so."""
    if why := _off():
        return StageResult("cover", "off", words=[why])
    articles = list(without_cover()[: min(limit, _MOST)])
    if dry_run:
        return StageResult("cover", counts={"waiting": len(articles)})
    search = _library_search if settings.PIPELINE_COVERS == _LIBRARY else _unsplash_search()
    return _choose(articles, search)


def _off() -> str:
    if settings.PIPELINE_COVERS not in (_RANDOM, _LIBRARY):
        return gettext("People choose covers (PIPELINE_COVERS=person).")
    if settings.PIPELINE_COVERS == _RANDOM and not settings.UNSPLASH_ACCESS_KEY:
        return gettext("Unsplash needs a key of your site (UNSPLASH_ACCESS_KEY).")
    return ""


def _unsplash_search() -> Search:
    client = UnsplashClient(patient=True)

    def search(words: str) -> Sequence[Taking]:
        return [partial(add_photo, photo, None) for photo in client.search(words)]

    return search


def _library_search(words: str) -> Sequence[Taking]:
    """The newest pictures of the library that readers may see and that are found by all words,
    otherwise by the first word by which any are."""
    for text in (words, *words.split()):
        pictures = pictures_found(PictureFilters(text), timezone.now())[:_MOST]
        usable = [one.pk for one in pictures if not is_withheld(one.rights_until, one.credit)]
        if usable:
            return [partial(Image.objects.get, pk=pk) for pk in usable]
    return []


def _choose(articles: list[Article], search: Search) -> StageResult:
    made, missing = 0, 0
    for article in articles:
        try:
            is_made = _give_cover(article, search)
        except UnsplashFailed as error:
            counts = {"covers": made, "without": missing}
            return StageResult("cover", "failed", counts, [str(error)])
        made, missing = made + is_made, missing + (not is_made)
    return StageResult("cover", counts={"covers": made, "without": missing})


def _give_cover(article: Article, search: Search) -> bool:
    """Whether the article got a cover. Raises UnsplashFailed, but not where nothing is found."""
    for words in _searches(article):
        found = search(words)
        if not found:
            continue
        with transaction.atomic():
            picture = secrets.choice(found)()
            current = article.locked()
            if current.cover_id or current.status != Status.IN_REVIEW:
                # Somebody was quicker.
                transaction.set_rollback(True)
                return False
            reason = gettext("Chosen by chance: look whether it fits.")
            current.revise(Changes({"cover": picture}), None, reason, audit_action="edit_cover")
        return True
    return False


def _searches(article: Article) -> Iterator[str]:
    """The words to search a cover by, the narrowest first."""
    tags = [tag.name for tag in article.tag_list[:2]]
    if tags:
        yield " ".join(tags).lower()
    if article.category:
        yield article.category.name.lower()
