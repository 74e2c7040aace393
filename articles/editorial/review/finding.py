"""Finds what originals support of machine texts, after an import or a save and not within it."""

import logging
from collections.abc import Collection, Iterable

from django.db import transaction

from articles.claims.original_words import OriginalText
from articles.claims.risk import FAILED, UNKNOWN
from articles.claims.support import Support, compare
from articles.models import Article, UpstreamItem
from articles.models.upstream_item import articles_of
from articles.querysets import ArticleQuerySet

logger = logging.getLogger(__name__)

# Articles that are written in one transaction: other writers wait for no longer.
_BATCH = 50
_READ = (
    "title", "body", "lang", "source_id", "external_id", "text_hash", "reviewed_hash", "ai",
    "sentiment", "word_count", "claims", "support", "risk", "version",
)  # fmt: skip
_WRITTEN = ("claims", "support", "risk")
# What an article was compared with: its key, and when its original last changed.
State = tuple[str, object]


def original_of(item: UpstreamItem | None) -> OriginalText | None:
    """The parts of an item that support claims; None for no item."""
    if item is None:
        return None
    return OriginalText(item.title, item.body, item.keywords_text, item.lang)


def find_support(article: Article, item: UpstreamItem | None) -> Support:
    """Compare the text of an article with its original, None for none. Uses no database.

    Whatever text it is, this raises nothing; what it does raise is a fault of the program.
    """
    return compare(article.body, article.lang, original_of(item))


def find_missing() -> int:
    """Find the claims of every machine text that was not looked at, the newest first; return the
    number of those that were written. Any number of processes may do this at the same time.

    A fault of the program keeps no other text waiting: the text that shows it gets the risk FAILED,
    and all that were raised come as one ExceptionGroup when the rest was looked at.
    """
    written, faults = 0, list[Exception]()
    while batch := list(Article.objects.not_looked_at().only(*_READ)[:_BATCH]):
        items = _items_of(batch)
        found: list[tuple[Article, UpstreamItem | None, Support | None]] = []
        for article in batch:
            item = items.get(article.pk)
            try:
                found.append((article, item, find_support(article, item)))
            except Exception as fault:
                logger.exception("The claims of story %s could not be found", article.pk)
                found.append((article, item, None))
                faults.append(fault)
        count = keep_findings(found)
        if not count:
            # Others write them all meanwhile; the next run sees what is left.
            break
        written += count
    if faults:
        raise ExceptionGroup("The claims of stories could not be found", faults)
    return written


def look_again_at_failed() -> int:
    """Forget that the claims of texts could not be found, so that they are looked at once more: the
    release may be another one. Returns their number."""
    return not_found().update(risk=UNKNOWN)


def not_found() -> ArticleQuerySet:
    """Unreviewed machine text whose claims could not be found, the newest first."""
    # The first condition is that of the index.
    return Article.objects.filter(risk__gt=0, risk=FAILED).order_by("-id")


def keep_findings(found: Iterable[tuple[Article, UpstreamItem | None, Support | None]]) -> int:
    """Write what was found about articles that are still not looked at; return their number.

    What was found of another text, or with another version of the original, is not written.
    Version and times stay: nobody changed anything.
    """
    findings = {article.pk: (article, item, support) for article, item, support in found}
    with transaction.atomic():
        rows = Article.objects.not_looked_at().filter(pk__in=findings)
        stored = list(rows.select_for_update().only(*_READ).defer("body"))
        items = _items_of(stored)
        current = []
        for row in stored:
            article, item, support = findings[row.pk]
            if _state(row, items.get(row.pk)) == _state(article, item):
                if support is None:
                    row.risk = FAILED
                else:
                    row.keep_support(support)
                current.append(row)
        Article.objects.bulk_update(current, _WRITTEN)
    return len(current)


def look_again(identities: Collection[tuple[int, str]]) -> int:
    """Forget what was found about unreviewed articles made from items of these identities: there
    is another original now. Returns their number; one query."""
    rows = articles_of(Article.objects.filter(risk__gt=0), identities)
    return rows.update(claims={}, support=None, risk=UNKNOWN)


def _state(article: Article, item: UpstreamItem | None) -> State:
    return article.support_key, item and item.changed_at


def _items_of(articles: Collection[Article]) -> dict[int, UpstreamItem]:
    """The items by id of the article, of those that have one; one query."""
    identities = {
        article.pk: (article.source_id, article.external_id)
        for article in articles
        if article.source_id and article.external_id
    }
    items = UpstreamItem.objects.by_identity(set(identities.values()))
    return {pk: items[identity] for pk, identity in identities.items() if identity in items}
