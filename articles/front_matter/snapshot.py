"""A stored article as a mapping of the file contract: keys in its order, plain JSON values.

It reads attributes and imports no model, so that models can use it for revisions.
`articles.import_export.store.extract` makes the validated record from the same mapping.
"""

import datetime as dt
from typing import Any

# The keys of the contract (docs/front-matter.md), in the order of the files.
CONTRACT_KEYS = (
    "title",
    "description",
    "publishedAt",
    "updatedAt",
    "lang",
    "externalId",
    "source",
    "category",
    "tags",
    "stickyWeight",
    "sentiment",
    "score",
    "draft",
    "coverImage",
    "ai",
    "canonicalUrl",
    "cta",
    "aliases",
    "expiresAt",
    "author",
)


def article_values(article: Any) -> dict[str, object]:
    """Return the front matter of `article`, unknown keys included.

    Up to five queries, for source, category, tags, cover and its sizes; prefetch them for many.
    """
    extra = article.extra
    values = {
        "title": article.title,
        "description": article.description,
        "publishedAt": timestamp(article.published_at),
        "updatedAt": timestamp(article.updated_at),
        "lang": article.lang,
        "externalId": article.external_id,
        "source": _source(article.source, extra.get("source", {})),
        "category": article.category.key if article.category else "",
        "tags": [tag.name for tag in article.tag_list] if article.pk else [],
        "stickyWeight": article.sticky_weight,
        "sentiment": article.sentiment or None,
        "score": article.score,
        # A held article is live by its file; that it waits for review is no change of the file.
        "draft": not (article.is_published or article.held),
        "coverImage": _cover(article.cover),
        "ai": article.ai,
        "canonicalUrl": article.canonical_url,
        "cta": article.cta,
        "aliases": article.aliases,
        "expiresAt": timestamp(article.expires_at),
        "author": article.author_names,
    }
    return {**values, **extra.get("article", {})}


def timestamp(moment: dt.datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, as files write it; microseconds only if needed."""
    if moment is None:
        return None
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    precision = "microseconds" if utc.microsecond % 1000 else "milliseconds"
    return utc.isoformat(timespec=precision) + "Z"


def _source(source: Any, extra: dict[str, object]) -> dict[str, object] | None:
    if source is None:
        return None
    known = {"name": source.name, "key": source.key, "type": source.kind}
    return {**known, **({"url": source.url} if source.url else {}), **extra}


def _cover(image: Any) -> dict[str, object] | None:
    if image is None:
        return None
    sizes = {size.name: size.value for size in image.variants.all()}
    words = {"alt": image.alt, "credit": image.credit}
    return {**sizes, **{key: text for key, text in words.items() if text}, **image.extra}
