"""The filters of the change list, for one loaded article and as a condition of a queryset."""

import datetime as dt
from dataclasses import dataclass

from articles.models import Article
from articles.querysets import ArticleQuerySet
from articles.search.translation_filter import articles_with
from articles.workflow import ShownStatus

LIVE, SCHEDULED, ENDED = ShownStatus.LIVE, ShownStatus.SCHEDULED, ShownStatus.ENDED
# In the order of the change list's filters.
STATES = (ShownStatus.IN_REVIEW, ShownStatus.DRAFT, SCHEDULED, LIVE, ENDED, ShownStatus.RETRACTED)


@dataclass(frozen=True, slots=True)
class AdminFilters:
    """The filters of a change list, which must all hold.

    `text` is in the language of `articles.search.query`. `state` is one of STATES. `changes` means
    live with a newer text that readers do not see yet, `unreviewed` machine-written and not
    reviewed. `translation` is a choice of `articles.search.translation_filter`. `category`,
    `source` and `author` are ids.
    """

    text: str = ""
    state: str = ""
    pinned: bool = False
    changes: bool = False
    unreviewed: bool = False
    translation: str = ""
    lang: str = ""
    category: int | None = None
    source: int | None = None
    author: int | None = None

    @property
    def marks(self) -> list[str]:
        """The given filters that only few articles match."""
        marks = [name for name in ("pinned", "changes", "translation") if getattr(self, name)]
        return [*marks, ENDED] if self.state == ENDED else marks

    @property
    def holds_ended(self) -> bool:
        """Whether the index, which does not know ends, gives ended articles that do not match."""
        return self.state == LIVE and not self.marks


def fits(article: Article, filters: AdminFilters, now: dt.datetime) -> bool:
    """Whether an article matches the filters, without a query. Marks that are looked up apart
    (pinned, ended, with changes) are taken as given."""
    return (
        filters.state in ("", article.shown_status(now))
        and filters.lang in ("", article.lang)
        and filters.category in (None, article.category_id)
        and filters.source in (None, article.source_id)
        and (article.risk > 0 or not filters.unreviewed)
        and (article.is_published or not filters.changes)
    )


def filtered(rows: ArticleQuerySet, filters: AdminFilters, now: dt.datetime) -> ArticleQuerySet:
    """The articles among `rows` that match the filters at `now`, but for their text."""
    if filters.state == LIVE:
        rows = rows.live(now)
    elif filters.state == SCHEDULED:
        rows = rows.scheduled(now)
    elif filters.state == ENDED:
        rows = rows.ended(now)
    elif filters.state:
        rows = rows.filter(status=filters.state)
    if filters.pinned:
        rows = rows.pinned(now)
    if filters.changes:
        rows = rows.published().filter(pending__isnull=False)
    if filters.unreviewed:
        rows = rows.filter(risk__gt=0)
    if filters.translation:
        rows = rows.filter(pk__in=articles_with(filters.translation))
    columns = {
        "lang": filters.lang,
        "category": filters.category,
        "source": filters.source,
        "author_links__author": filters.author,
    }
    return rows.filter(**{name: value for name, value in columns.items() if value})
