"""Fields that a file and an editor both changed: recorded, and decided by an editor."""

from collections.abc import Iterable
from copy import copy

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.front_matter.merge import FieldConflict
from articles.front_matter.schema import plain_value
from articles.images.storing import StoredImage
from articles.import_export.assign import assign_fields
from articles.import_export.exceptions import ConflictDecided, ValueDoesNotFit
from articles.import_export.image_rows import ImageRows
from articles.import_export.originals import parse_original
from articles.import_export.read_file import IncomingFile
from articles.import_export.store import StoredArticle, extract
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.unique_slugs import unique_slug
from articles.import_export.waiting import with_changes_of_file
from articles.models import (
    Article,
    AuditEntry,
    ImportConflict,
    ImportRun,
    OriginalFile,
    Revision,
)
from articles.models.revise import Changes

Choice = ImportConflict.Choice


def record_conflicts(batch: Iterable[StoredArticle], run: ImportRun) -> None:
    """Open a conflict for each field that a batch leaves to an editor, or update the open one;
    close those in which the file and the article have one value by now."""
    concerned = [
        (stored.article, stored)
        for stored in batch
        if stored.article and (stored.conflicts or stored.agreed)
    ]
    if not concerned:
        return
    articles = [article for article, _stored in concerned]
    rows = ImportConflict.objects.filter(article__in=articles, choice="")
    open_rows = {(row.article_id, row.field): row for row in rows}
    created, updated = [], []
    for article, stored in concerned:
        for conflict in stored.conflicts:
            row = open_rows.get((article.pk, conflict.field))
            if row is None:
                created.append(_row(article, conflict, run))
            else:
                # `base` stays: it is the value from which file and article parted.
                row.theirs, row.ours = plain_value(conflict.theirs), plain_value(conflict.ours)
                row.run = run
                updated.append(row)
        agreed = rows.filter(article=article, field__in=stored.agreed)
        agreed.update(choice=Choice.AGREED, decided_at=timezone.now())
    ImportConflict.objects.bulk_create(created)
    ImportConflict.objects.bulk_update(updated, ["theirs", "ours", "run"])


@transaction.atomic
def decide_conflict(conflict: ImportConflict, choice: str, by: User) -> None:
    """Keep the article's value of the field, or take the file's, with an audit entry.

    Raises ConflictDecided when another person decided before, ValueDoesNotFit when the article
    cannot hold the file's value; nothing is written then.
    """
    claimed = ImportConflict.objects.filter(pk=conflict.pk, choice="").update(
        choice=choice, decided_at=timezone.now(), decided_by=by
    )
    if claimed != 1:
        raise ConflictDecided
    if choice == Choice.THEIRS:
        rows = Article.objects.for_export().select_for_update(of=("self",))
        try:
            _take_theirs(rows.get(pk=conflict.article_id), conflict.field, by)
        except IntegrityError as error:
            raise ValueDoesNotFit from error
    else:
        detail = {"field": conflict.field, "choice": choice}
        AuditEntry.record("decide_conflict", by, conflict.article, **detail)
    conflict.refresh_from_db()


def current_value(conflict: ImportConflict) -> object:
    """The desk's value of the field now, as JSON like the conflict's own values."""
    return plain_value(getattr(extract(with_changes_of_file(conflict.article)), conflict.field))


def _take_theirs(article: Article, field: str, by: User) -> None:
    incoming = _original_as_incoming(article)
    record = incoming.record
    taxonomy = TaxonomyCache()
    taxonomy.load([record])
    cover = None
    if field == "cover_image":
        images = ImageRows(timezone.now())
        cover = images.add_cover(incoming)
        images.write()
    revised = copy(article)
    assign_fields(revised, record, frozenset({field}), taxonomy, cover)
    if field == "slug":
        others = Article.objects.exclude(pk=article.pk)
        revised.slug = unique_slug(others, article.lang, record.slug)
    tags = taxonomy.tags(record.tags) if field == "tags" else None
    article.revise(
        Changes.between(article, revised, tags),
        by,
        action=Revision.Action.IMPORT,
        audit_action="decide_conflict",
        detail={"field": field, "choice": Choice.THEIRS},
    )
    if field == "slug":
        OriginalFile.objects.filter(article=article).update(slug=article.slug)


def _original_as_incoming(article: Article) -> IncomingFile:
    original = article.original
    return IncomingFile(
        root=original.root,
        path=original.path,
        document=bytes(original.data),
        sha256=original.sha256,
        record=parse_original(original, article.lang).record,
        derived=None,
        cover_copies={size: StoredImage(*copy) for size, copy in original.pictures.items()},
    )


def _row(article: Article, conflict: FieldConflict, run: ImportRun) -> ImportConflict:
    return ImportConflict(
        article=article,
        field=conflict.field,
        base=plain_value(conflict.base),
        theirs=plain_value(conflict.theirs),
        ours=plain_value(conflict.ours),
        run=run,
    )
