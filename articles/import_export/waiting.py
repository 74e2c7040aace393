"""Changes that files bring to published articles, and that wait until a person publishes them.

They wait where the source is always reviewed first, and where a person imports who may not
publish. What readers see stays as it is. The newest file is nevertheless the article's original:
the next file is compared with it.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext

from articles.front_matter.merge import FIELDS
from articles.front_matter.record import ArticleRecord
from articles.import_export.assign import assign_fields
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.models import Article, Image, ImageUse, PendingRevision, Revision, Source
from articles.models.editable_values import edited, filed
from articles.models.pending_revision import documents_of
from articles.models.source import Trust
from articles.workflow import PUBLISH, SEEN_BY_READERS

# Fields that no reader sees.
_UNSEEN = frozenset({"updated_at", "extra"})
# Fields that a person must publish. `draft` is no value of a document: only people take down
# what waits for them.
SEEN = frozenset(FIELDS) - _UNSEEN - {"draft"}
# The values that a field of a file changes, where they have another name.
_VALUES = {
    "author": ("author_names",),
    "cover_image": ("cover",),
    "source": ("source", "extra"),
    "body": ("body", "text_pictures"),
}


@dataclass(slots=True)
class Waiting:
    """The pending revision of an article, and `document`, the article as it will be with what files
    brought of it; the article itself where a person alone made it."""

    pending: PendingRevision
    document: Article

    @property
    def is_touched(self) -> bool:
        """Whether a person made or saved the changes: an import leaves them alone."""
        return not self.pending.by_import

    def revision(self) -> Revision:
        """The document as the history keeps it when other changes take its place; not saved."""
        reason = gettext("Changes that were not published")
        return self.document.revision(Revision.Action.IMPORT, reason=reason)


def locked_changes(articles: Iterable[Article]) -> dict[int, Waiting]:
    """The pending revisions of locked articles by id of the article, locked, too.

    One query; where files brought some, at most four more for what they name.
    """
    by_id = {article.pk: article for article in articles}
    rows = PendingRevision.objects.filter(article__in=by_id).select_for_update() if by_id else ()
    pending = [(row, by_id[row.article_id]) for row in rows]
    documents = _documents(pending)
    return {
        article.pk: Waiting(row, documents.get(article.pk, article)) for row, article in pending
    }


def with_changes_of_file(article: Article) -> Article:
    """The article as its newest file has it, where that waits; otherwise the article itself.

    For one that was loaded with `for_export()`; up to four queries where it waits.
    """
    pending: PendingRevision | None = getattr(article, "pending", None)
    return _documents([(pending, article)]).get(article.pk, article) if pending else article


class ReviewRule:
    """The rule of files that bring nothing to readers by themselves: those of sources that are
    always reviewed first, and all that somebody imports who may not publish; `by` is None for a
    command."""

    def __init__(self, taxonomy: TaxonomyCache, by: User | None = None) -> None:
        self._taxonomy = taxonomy
        self._may_publish = by is None or by.has_perm(f"articles.{PUBLISH}")

    def holds_new(self, record: ArticleRecord) -> bool:
        """Whether a new article waits for review."""
        return not self._may_publish or _is_reviewed(self._taxonomy.source(record.source))

    def holds_changes(
        self, record: ArticleRecord, article: Article, waiting: Waiting | None
    ) -> bool:
        """Whether changes of a stored article wait: readers see it, or others wait already.

        The trust of its present source counts, and that of the source that the file names.
        """
        if waiting is not None and waiting.pending.of_file:
            return True
        is_seen = article.status in SEEN_BY_READERS
        return is_seen and (self.holds_new(record) or _is_reviewed(article.source))


def _is_reviewed(source: Source | None) -> bool:
    return source is not None and source.trust == Trust.REVIEW


class HeldFile:
    """The `fields` that a file changes, in a pending revision beside their article.

    `revised` is an unsaved copy of the article that has them. `cover` may get its id later.
    `text_pictures` is the column of that name with the pictures of the file.
    """

    def __init__(
        self,
        article: Article,
        waiting: Waiting | None,
        record: ArticleRecord,
        fields: frozenset[str],
        taxonomy: TaxonomyCache,
        cover: Image | None,
        text_pictures: str,
    ) -> None:
        self.article, self.fields, self.cover = article, fields, cover
        self.revised = copy(waiting.document if waiting else article)
        assign_fields(self.revised, record, fields, taxonomy, cover)
        self.revised.text_pictures = text_pictures or self.revised.text_pictures
        if "slug" in fields:
            self.revised.slug = record.slug
        if "tags" in fields:
            self.revised.known_tags = taxonomy.tags(record.tags)
        values = edited(article) | filed(article)
        self._pending = waiting.pending if waiting else PendingRevision(
            article=article, values=values, base=values, base_version=article.version,
            by_import=True,
        )  # fmt: skip

    @property
    def has_new_slug(self) -> bool:
        """Whether the file gives the article a slug that it has not now."""
        return "slug" in self.fields and self.revised.slug != self.article.slug

    @property
    def changes_nothing(self) -> bool:
        """Whether the article has all of it: the file took back what waited."""
        return self.cover is None and self._values() == self._pending.base

    def pending(self) -> PendingRevision:
        """The row, with the changes on top of what waited before; it is not saved."""
        self._pending.values = self._values()
        if self._pending.pk:
            self._pending.version += 1
            self._pending.modified_at = timezone.now()
        return self._pending

    def _values(self) -> dict[str, object]:
        self.revised.cover_id = self.revised.cover.pk if self.revised.cover else None
        new = edited(self.revised) | filed(self.revised)
        names = [name for field in self.fields for name in _VALUES.get(field, (field,))]
        return self._pending.values | {name: new[name] for name in names}


def write_held(files: Sequence[HeldFile]) -> None:
    """Write the pending revisions of held files; those that change nothing are deleted."""
    changing = [file for file in files if not file.changes_nothing]
    rows = [file.pending() for file in changing]
    PendingRevision.objects.bulk_create([row for row in rows if not row.pk])
    written = [row for row in rows if row.pk]
    PendingRevision.objects.bulk_update(written, ["values", "version", "modified_at"])
    if rows:
        pairs = zip(rows, changing, strict=True)
        shown = {row.pk: row.shown_files(file.article) for row, file in pairs}
        ImageUse.renew("pending", shown)
    emptied = [file.article.pk for file in files if file.changes_nothing]
    if emptied:
        PendingRevision.objects.filter(article__in=emptied).delete()


def _documents(pending: Iterable[tuple[PendingRevision, Article]]) -> dict[int, Article]:
    """The articles with what files brought, by id."""
    filed_ones = [(row, article) for row, article in pending if row.of_file]
    documents = documents_of(
        (article, row.merged_with(article).values) for row, article in filed_ones
    )
    return {document.pk: document for document in documents}
