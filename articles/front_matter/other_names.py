"""Names that other programs give to keys of the file contract, to name them in hints."""

from collections.abc import Mapping

# By our key: what Hugo, Jekyll, Eleventy, Astro, WordPress exports and feeds write.
_OTHER_NAMES = {
    "title": ("headline", "name", "heading"),
    "publishedAt": (
        "date", "pubDate", "published", "publishDate", "datePublished", "published_at",
        "publish_date", "created", "createdAt", "created_at", "lastmod",
    ),
    "expiresAt": ("expiryDate", "expires", "unpublishedAt", "validThrough"),
    "source": ("publisher", "feed", "origin"),
}  # fmt: skip


def other_name_hint(key: str, values: Mapping[str, object]) -> str:
    """A hint that names the keys of `values` that may hold what is missing under `key`.

    Empty where there is none, or `key` is there.
    """
    if values.get(key) is not None:
        return ""
    folded = {_folded(name): name for name in values}
    names = [folded[_folded(name)] for name in _OTHER_NAMES.get(key, ()) if _folded(name) in folded]
    if not names:
        return ""
    listed = " and ".join(f"`{name}`" for name in dict.fromkeys(names))
    return f"The file has {listed}; here the key is called `{key}`. Rename the right one."


def _folded(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
