"""A stored article as a mapping of the file contract: keys in its order, plain JSON values.

It reads attributes and imports no model, so that models can use it for revisions.
`articles.import_export.store.extract` makes the validated record from the same mapping.
"""

import datetime as dt
import json
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
    "newsroom",
)
# Of what people added at the desk.
_DESK = "newsroom"


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
    own = extra.get("article", {})
    if newsroom := _with(_desk(article.cover), own.get(_DESK)):
        values[_DESK] = newsroom
    return {**values, **{key: value for key, value in own.items() if key != _DESK}}


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


def _desk(image: Any) -> dict[str, Any]:
    """What was added to the cover at the desk, below its key; empty for nothing."""
    if image is None:
        return {}
    point = [image.focal_x, image.focal_y]
    words = json.loads(image.words)
    notes = {
        "caption": image.caption,
        "creditUrl": image.credit_url,
        "licence": image.licence,
        "rightsUntil": image.rights_until and image.rights_until.isoformat(),
        "decorative": image.decorative,
        "focalPoint": point if point != [0.5, 0.5] else None,
        "texts": {
            lang: {key: text for key, text in (("alt", alt), ("caption", caption)) if text}
            for lang, (alt, caption) in words.items()
        },
    }
    said = {key: value for key, value in notes.items() if value}
    return {"cover": said} if said else {}


def _with(known: dict[str, Any], unknown: object) -> dict[str, Any]:
    """A mapping with the unknown keys that its file had, at any depth."""
    if not isinstance(unknown, dict):
        return known
    merged = dict(known)
    for key, value in unknown.items():
        stands = merged.get(key)
        merged[key] = _with(stands, value) if isinstance(stands, dict) else value
    return merged


def _cover(image: Any) -> dict[str, object] | None:
    if image is None:
        return None
    sizes = {size.name: size.value for size in image.variants.all()}
    words = {"alt": image.alt, "credit": image.credit}
    return {**sizes, **{key: text for key, text in words.items() if text}, **image.extra}
