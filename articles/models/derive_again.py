"""Derives the stored columns again, after an upgrade or a setting that changes what is derived."""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone

from articles.lib import public_keys
from articles.models.article import Article
from articles.models.article_changes import MANY, record, recorded_together
from articles.models.derived_columns import DERIVED
from articles.models.image_use import ImageUse
from articles.models.page import Page
from articles.models.public_change_log import PublicChange
from articles.models.standing import Standing
from articles.models.taxonomy import Category
from articles.models.topic import Topic
from articles.rendering.text_pictures import pictured_files

_BATCH = 500
# Hashes are of the text alone, which stays; and readers see nothing that anybody changed.
_COLUMNS = sorted(DERIVED - {"text_hash", "content_hash", "reader_modified_at"})


def derive_again(each: Callable[[Article], object] = lambda article: None) -> int:
    """Derive the columns of every article again; return the number of those that changed.

    Calls `each` with every article that was looked at. Version and times stay. An article that
    somebody changes meanwhile is left alone: it was derived with that change.
    """
    changed = 0
    batch: list[tuple[Article, dict[str, object]]] = []
    for article in _articles():
        before = {name: getattr(article, name) for name in _COLUMNS}
        article.prepare()
        after = {name: getattr(article, name) for name in _COLUMNS}
        if before != after:
            batch.append((article, after))
        if len(batch) == _BATCH:
            changed += _write(batch)
            batch = []
        each(article)
    return changed + _write(batch)


def render_pages_again() -> int:
    """Render every page again; return the number of those that changed, two queries for each."""
    changed = 0
    for page in Page.objects.all():
        before = page.body_html
        page.prepare()
        if page.body_html != before:
            same = {"pk": page.pk, "body": page.body, "title": page.title}
            with transaction.atomic():
                if not Page.objects.filter(**same).update(body_html=page.body_html):
                    # Somebody saved it meanwhile, and rendered it.
                    continue
                changed += 1
                ImageUse.renew("page", {page.pk: pictured_files(page.body_html)})
                PublicChange.append({timezone.now(): [*page.public_keys(["body_html"])]})
    return changed


def render_words_again() -> int:
    """Render the words about every topic and category again; return the number of those that
    changed, four queries for each at most."""
    changed = 0
    for rows in (Topic.objects.all(), Category.objects.all()):
        for row in rows.exclude(words={}):
            before = row.shown_words
            row.save(update_fields=["shown_words"])
            changed += row.shown_words != before
    return changed


def _articles() -> Iterator[Article]:
    """Every article by its id, each batch read whole.

    A cursor that stays open keeps SQLite's picture of the data, and what others write meanwhile
    makes that too old to write from it: "database is locked".
    """
    rows = Article.objects.select_related("cover").order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:_BATCH]):
        yield from batch
        last = batch[-1].pk


def _write(batch: list[tuple[Article, dict[str, object]]]) -> int:
    with transaction.atomic(), recorded_together():
        written = [
            article
            for article, columns in batch
            if Article.objects.filter(pk=article.pk, version=article.version).update(**columns)
        ]
        ImageUse.renew(
            "article", {article.pk: pictured_files(article.body_html) for article in written}
        )
        # The lists stay as they are, whatever the tags.
        standings = [Standing.of(article, tags=()) for article in written]
        if len(standings) - standings.count(None) > MANY:
            PublicChange.append({timezone.now(): [public_keys.SITE]})
        else:
            for standing in standings:
                record(standing, standing)
        return len(written)
