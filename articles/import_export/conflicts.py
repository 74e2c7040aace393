"""What upstream and the desk both changed: kept until an editor decides, field by field."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.front_matter.merge import FieldConflict
from articles.front_matter.schema import plain_value
from articles.images.covers import StoredPicture
from articles.import_export.assign import assign
from articles.import_export.batch import RowBatch, keep_aliases
from articles.import_export.exceptions import ConflictDecided, ValueDoesNotFit
from articles.import_export.read_file import IncomingFile
from articles.import_export.store import StoredArticle, extract, imported
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.unique_slugs import unique_slug
from articles.models import Article, AuditEntry, ImportConflict, ImportRun, Revision
from articles.models.revise import Changes

Choice = ImportConflict.Choice


def keep_conflicts(batch: Iterable[StoredArticle], run: ImportRun) -> None:
    """Open a conflict for each field that a batch left to an editor, or bring an open one up to
    date; close those about which upstream and the desk agree by now."""
    found = [(one.article, one) for one in batch if one.article and (one.conflicts or one.agreed)]
    if not found:
        return
    known = ImportConflict.objects.filter(article__in=[article for article, _ in found], choice="")
    waiting = {(conflict.article_id, conflict.field): conflict for conflict in known}
    fresh, again = [], []
    for article, one in found:
        for conflict in one.conflicts:
            row = waiting.get((article.pk, conflict.field))
            if row is None:
                fresh.append(_row(article, conflict, run))
            else:
                # The editor compares with what upstream said when the two parted.
                row.theirs, row.ours, row.run = (
                    plain_value(conflict.theirs),
                    plain_value(conflict.ours),
                    run,
                )
                again.append(row)
        agreed = known.filter(article=article, field__in=one.agreed)
        agreed.update(choice=Choice.AGREED, decided_at=timezone.now())
    ImportConflict.objects.bulk_create(fresh)
    ImportConflict.objects.bulk_update(again, ["theirs", "ours", "run"])


@transaction.atomic
def decide(conflict: ImportConflict, choice: str, by: User) -> None:
    """Keep the desk's value of the field, or take the file's; an entry in the audit log says so.

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


def now_at_the_desk(conflict: ImportConflict) -> Any:
    """What the desk says today, in the form of the conflict's values."""
    return plain_value(getattr(extract(conflict.article), conflict.field))


def _take_theirs(article: Article, field: str, by: User) -> None:
    incoming = _as_imported(article)
    record = incoming.record
    labels = TaxonomyCache()
    labels.load([record])
    cover = None
    if field == "cover_image":
        rows = RowBatch(labels)
        cover = rows.add_cover(incoming)
        rows.write()
    followed = copy(article)
    assign(followed, record, frozenset({field}), labels, cover)
    if field == "slug":
        others = Article.objects.exclude(pk=article.pk)
        followed.slug = unique_slug(others, article.lang, record.slug)
    tags = labels.tags(record.tags) if field == "tags" else None
    article.revise(
        Changes.between(article, followed, tags),
        by,
        action=Revision.Action.IMPORT,
        audit_action="decide_conflict",
        detail={"field": field, "choice": Choice.THEIRS},
    )
    if field == "aliases":
        keep_aliases(article)


def _as_imported(article: Article) -> IncomingFile:
    original = article.original
    pictures = {size: StoredPicture(*kept) for size, kept in original.pictures.items()}
    return IncomingFile(
        root=original.root,
        path=original.path,
        document=bytes(original.data),
        sha256=original.sha256,
        record=imported(original, article.lang).record,
        derived=None,
        pictures=pictures,
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
