"""Writes articles as files: byte for byte as they were imported, while nobody changed them."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import dump, export_path
from articles.front_matter.merge import TaxonomyAliases, with_base_spelling
from articles.front_matter.patch import patch
from articles.import_export.store import extract, original_rules, parse_original
from articles.import_export.taxonomy_cache import taxonomy_aliases
from articles.models import Article

WRITTEN = "written"
UNCHANGED = "unchanged"


def document_of(article: Article, aliases: TaxonomyAliases | None = None) -> bytes:
    """The article as a file: its original bytes, with the changes of editors in their places.

    `aliases` is the result of `taxonomy_aliases()`, for callers that export many articles.
    """
    record = extract(article)
    original = getattr(article, "original", None)
    if original is None:
        return dump(record)
    try:
        parsed = parse_original(original, article.lang)
    except RecordError:
        # The rules of this site have become stricter since the import.
        return dump(record)
    if with_base_spelling(parsed.record, record) == parsed.record:
        return bytes(original.data)
    # A tag or category that was merged into another is no change of the article.
    aliases = taxonomy_aliases() if aliases is None else aliases
    spelled = with_base_spelling(parsed.record, record, aliases)
    if spelled == parsed.record:
        return bytes(original.data)
    return patch(parsed, spelled, original.path, original_rules(original, article.lang))


def export_articles(
    articles: Iterable[Article],
    folder: Path,
    on_article: Callable[[Article], object] = lambda article: None,
) -> Counter[str]:
    """Write `articles` below `folder` as `YYYY/MM/<slug>.<lang>.md`; return counts of WRITTEN
    and UNCHANGED.

    A file that already has these bytes is left alone. Raises OSError when the folder cannot be
    written; a file is replaced whole or not at all.
    """
    counts: Counter[str] = Counter()
    aliases = taxonomy_aliases()
    for article in articles:
        target = folder / export_path(extract(article))
        counts[_write(target, document_of(article, aliases))] += 1
        on_article(article)
    return counts


def _write(target: Path, document: bytes) -> str:
    if target.is_file() and target.read_bytes() == document:
        return UNCHANGED
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.part")
    temporary.write_bytes(document)
    os.replace(temporary, target)
    return WRITTEN
