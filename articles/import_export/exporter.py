"""Articles out: each one as its file, byte for byte as it came while nobody changed it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import dump, export_path
from articles.front_matter.merge import TaxonomyAliases, with_base_spelling
from articles.front_matter.patch import patch
from articles.import_export import taxonomy_cache
from articles.import_export.store import extract, imported, rules_of
from articles.models import Article

WRITTEN = "written"
UNCHANGED = "unchanged"


def document_of(article: Article, aliases: TaxonomyAliases | None = None) -> bytes:
    """The article as a file: its original bytes, with the desk's changes in their places.

    `aliases` are those of `labels.aliases()`, for who exports many.
    """
    record = extract(article)
    original = getattr(article, "original", None)
    if original is None:
        return dump(record)
    try:
        parsed = imported(original, article.lang)
    except RecordError:
        # The rules of this site have become stricter since the import.
        return dump(record)
    if with_base_spelling(parsed.record, record) == parsed.record:
        return bytes(original.data)
    # A label that was merged into another is no change of the story.
    wanted = with_base_spelling(
        parsed.record, record, taxonomy_cache.aliases() if aliases is None else aliases
    )
    if wanted == parsed.record:
        return bytes(original.data)
    return patch(parsed, wanted, original.path, rules_of(original, article.lang))


def export(
    articles: Iterable[Article],
    folder: Path,
    each: Callable[[Article], object] = lambda article: None,
) -> Counter[str]:
    """Write `articles` below `folder` as `YYYY/MM/<slug>.<lang>.md`; count what was written.

    A file that already has these bytes is left alone. Raises OSError when the folder cannot be
    written; a file is replaced whole or not at all.
    """
    counts: Counter[str] = Counter()
    aliases = taxonomy_cache.aliases()
    for article in articles:
        target = folder / export_path(extract(article))
        counts[_write(target, document_of(article, aliases))] += 1
        each(article)
    return counts


def _write(target: Path, document: bytes) -> str:
    if target.is_file() and target.read_bytes() == document:
        return UNCHANGED
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.part")
    fresh.write_bytes(document)
    os.replace(fresh, target)
    return WRITTEN
