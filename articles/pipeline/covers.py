"""Covers for drafts of the chain: a person chooses, unless a setting lets chance do it."""

import datetime as dt
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.choosing import add_photo
from articles.editorial.unsplash.exceptions import UnsplashFailed
from articles.ingest.drafts import ORIGIN
from articles.models import Article, StageResult
from articles.models.revise import Changes
from articles.querysets import ArticleQuerySet
from articles.workflow import Status

# Searches of one run: Unsplash allows 50 requests an hour to begin with.
_MOST = 20
# A draft without a cover is tried again for so long.
_DAYS = 1
_RANDOM = "random"


def without_cover() -> ArticleQuerySet:
    """Drafts in review that were made of originals lately and have no cover, the newest first."""
    since = timezone.now() - dt.timedelta(days=_DAYS)
    articles = Article.objects.filter(status=Status.IN_REVIEW, cover=None, created_at__gte=since)
    return articles.filter(original__root__startswith=ORIGIN).order_by("-pk")


def cover_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Give drafts a photo of Unsplash by chance, where PIPELINE_COVERS=random says so."""
    if settings.PIPELINE_COVERS != _RANDOM:
        text = gettext("People choose covers (PIPELINE_COVERS=person).")
        return StageResult("cover", "off", words=[text])
    if not settings.UNSPLASH_ACCESS_KEY:
        text = gettext("Unsplash needs a key of your site (UNSPLASH_ACCESS_KEY).")
        return StageResult("cover", "off", words=[text])
    articles = list(without_cover()[: min(limit, _MOST)])
    if dry_run:
        return StageResult("cover", counts={"waiting": len(articles)})
    return _choose(articles)


def _choose(articles: list[Article]) -> StageResult:
    client, made, missing = UnsplashClient(patient=True), 0, 0
    for article in articles:
        try:
            is_made = _give_cover(article, client)
        except UnsplashFailed as error:
            counts = {"covers": made, "without": missing}
            return StageResult("cover", "failed", counts, [str(error)])
        made, missing = made + is_made, missing + (not is_made)
    return StageResult("cover", counts={"covers": made, "without": missing})


def _give_cover(article: Article, client: UnsplashClient) -> bool:
    """Whether the article got a cover. Raises UnsplashFailed, but not where nothing is found."""
    for words in _searches(article):
        photos = client.search(words)
        if not photos:
            continue
        with transaction.atomic():
            picture = add_photo(secrets.choice(photos), None)
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
