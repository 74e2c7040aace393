"""Sets columns of an article from the fields of a record. No query: related rows are given."""

from articles.front_matter.merge import FIELDS
from articles.front_matter.record import ArticleRecord
from articles.front_matter.schema import ai_values
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.models import Article, Image

ALL_FIELDS = frozenset(FIELDS)
# Fields that the record and the article have under one name and in one form.
_SAME_FIELDS = frozenset(
    {
        "title",
        "description",
        "published_at",
        "expires_at",
        "updated_at",
        "sticky_weight",
        "score",
        "canonical_url",
        "body",
    }
)


def assign_fields(
    article: Article,
    record: ArticleRecord,
    fields: frozenset[str],
    taxonomy: TaxonomyCache,
    cover: Image | None,
) -> None:
    """Set the columns of `fields`, except tags, `draft` and `slug`, which the caller sets.

    `cover` is the row of the record's cover image; `taxonomy` must have loaded the record.
    """
    for name in fields & _SAME_FIELDS:
        setattr(article, name, getattr(record, name))
    if "sentiment" in fields:
        article.sentiment = record.sentiment or ""
    if "category" in fields:
        article.category = taxonomy.category(record.category)
    if "source" in fields:
        article.source = taxonomy.source(record.source)
    if "cover_image" in fields:
        article.cover = cover
    if "ai" in fields:
        article.ai = ai_values(record)
    if "author" in fields:
        article.author_names = list(record.author)
        article.known_authors = taxonomy.authors(record.author)
    if "cta" in fields:
        article.cta = list(record.cta)
    if "aliases" in fields:
        article.aliases = list(record.aliases)
    if fields & {"extra", "source"}:
        extra = dict(article.extra)
        if "extra" in fields:
            extra["article"] = record.unknown
        if "source" in fields:
            extra["source"] = dict(record.source.extra) if record.source else {}
        article.extra = {name: keys for name, keys in extra.items() if keys}
