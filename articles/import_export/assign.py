"""From a record's fields to an article's columns. No query: related rows are given."""

from articles.front_matter.merge import FIELDS
from articles.front_matter.record import ArticleRecord
from articles.front_matter.schema import record_values
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.models import Article, Image

EVERYTHING = frozenset(FIELDS)
_SIMPLE = frozenset(
    {
        "title",
        "description",
        "published_at",
        "updated_at",
        "sticky_weight",
        "score",
        "canonical_url",
        "body",
    }
)


def assign(
    article: Article,
    record: ArticleRecord,
    fields: frozenset[str],
    labels: TaxonomyCache,
    cover: Image | None,
) -> None:
    """Set the columns of `fields`. Tags, `draft` and `slug` are the caller's.

    `cover` is the row of the record's cover; `labels` must know what the record names.
    """
    for name in fields & _SIMPLE:
        setattr(article, name, getattr(record, name))
    if "sentiment" in fields:
        article.sentiment = record.sentiment or ""
    if "category" in fields:
        article.category = labels.category(record.category)
    if "source" in fields:
        article.source = labels.source(record.source)
    if "cover_image" in fields:
        article.cover = cover
    if "ai" in fields:
        article.ai = None if record.ai is None else record_values(record.ai)
    if "cta" in fields:
        article.cta = list(record.cta)
    if "aliases" in fields:
        article.aliases = list(record.aliases)
    if fields & {"extra", "source"}:
        unknown = dict(article.extra)
        if "extra" in fields:
            unknown["article"] = dict(record.extra)
        if "source" in fields:
            unknown["source"] = dict(record.source.extra) if record.source else {}
        article.extra = {name: keys for name, keys in unknown.items() if keys}
