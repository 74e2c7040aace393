"""Loads the tags of many articles at once."""

from collections.abc import Iterable

from django.db.models import F

from articles.models.article_columns import ArticleColumns
from articles.models.taxonomy import Tag


def load_tags(articles: Iterable[ArticleColumns]) -> None:
    """Set the `known_tags` of stored articles, in one query.

    `prefetch_related()` would make a queryset for each article, which costs more than the rows.
    """
    by_pk = {article.pk: article for article in articles}
    tags: dict[int, list[Tag]] = {pk: [] for pk in by_pk}
    rows = Tag.objects.filter(article_links__content_object__in=by_pk)
    rows = rows.annotate(article_id=F("article_links__content_object_id"))
    for tag in rows.order_by("article_links__position", "article_links__id"):
        tags[tag.article_id].append(tag)
    for pk, article in by_pk.items():
        article.known_tags = tags[pk]
