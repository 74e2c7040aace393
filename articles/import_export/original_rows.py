"""The rows that keep the bytes of imported files."""

import datetime as dt
from collections.abc import Iterable, Mapping

from articles.db.bulk_insert import insert_rows
from articles.import_export.read_file import IncomingFile
from articles.models import Article, OriginalFile

_COLUMNS = (
    "article_id", "slug", "root", "path", "data", "sha256", "mended_sha256", "pictures", "repairs",
    "imported_at",
)  # fmt: skip


def insert_originals(
    originals: Iterable[tuple[Article, IncomingFile]], slugs: Mapping[int, str], now: dt.datetime
) -> None:
    """Insert a row for each stored article and its file, imported `now`.

    `slugs` are those that this import gives, by id of the article.
    """
    rows = [
        (article.pk, slugs.get(article.pk) or _earlier_slug(article, file), *_values(file), now)
        for article, file in originals
    ]
    insert_rows(OriginalFile, _COLUMNS, rows)


def _earlier_slug(article: Article, incoming: IncomingFile) -> str:
    """The slug that an earlier import gave; that of the file where there was none."""
    original: OriginalFile | None = getattr(article, "original", None)
    return original.slug if original else incoming.record.slug


def _values(incoming: IncomingFile) -> tuple[object, ...]:
    copies = incoming.cover_copies.items()
    return (
        incoming.root,
        incoming.path,
        incoming.document,
        incoming.sha256,
        incoming.mended_sha256,
        {size: [copy.name, copy.width, copy.height] for size, copy in copies},
        [
            {"key": repair.key, "before": repair.before, "after": repair.after}
            for repair in incoming.repairs
        ],
    )
