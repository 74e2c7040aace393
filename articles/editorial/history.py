"""The versions of an article: listed, compared, restored.

A version has a name: the id of the Revision that keeps its document, PRESENT for the stored
article, or FILE for the file of the last import.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from pydantic import ValidationError

from articles.editorial.exceptions import DocumentRefused
from articles.editorial.passages import with_passage
from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import dump_values
from articles.front_matter.merge import FIELDS, with_base_spelling
from articles.front_matter.record import BODY, SLUG
from articles.front_matter.schema import record_values, validate_values
from articles.front_matter.snapshot import CONTRACT_KEYS, article_values
from articles.import_export.assign import assign_fields
from articles.import_export.originals import parse_original
from articles.import_export.store import extract
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.lib import keyset
from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged
from articles.models import Article, Revision
from articles.models.exceptions import StaleArticle
from articles.models.revise import Changes

PRESENT: Final = "now"
FILE: Final = "file"
PAGE = 40
# Fields that restoring does not change: when and where the article is published is decided today,
# and an image may be deleted by now.
_NOT_RESTORED = {
    "draft",
    "published_at",
    "expires_at",
    "updated_at",
    "sticky_weight",
    "slug",
    "cover_image",
    "aliases",
}


@dataclass(frozen=True, slots=True)
class RevisionDocument:
    """The document of one version: its front matter and its Markdown."""

    keys: dict[str, object]
    body: str

    def as_file(self) -> bytes:
        """The bytes of a Markdown file with this front matter; empty keys are left out."""
        keys = {key: value for key, value in self.keys.items() if value not in (None, "", [], {})}
        return dump_values(keys, self.body)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change: its revision, and the names of the versions before and after it."""

    revision: Revision
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of the front matter that differs between two versions, word by word."""

    key: str
    pieces: list[DiffPart]


def entries(article: Article, before: int = 0) -> tuple[list[HistoryEntry], int]:
    """A page of changes, the newest first, and the cursor of the next page, 0 on the last.

    `before` is such a cursor. One query, which reads no texts; on a later page one more.
    """
    rows = Revision.objects.filter(article=article).defer("front_matter", "body")
    rows = rows.select_related("author").order_by("-pk")
    after = PRESENT
    if before:
        rows = rows.filter(pk__lt=before)
        later = Revision.objects.filter(article=article, pk__gte=before)
        number = later.order_by("pk").values_list("pk", flat=True)
        after = str(number.first() or PRESENT)
    page, more = keyset.take(rows, PAGE)
    following = page[-1].pk if more else 0
    changes = []
    for revision in page:
        changes.append(HistoryEntry(revision, str(revision.pk), after))
        after = str(revision.pk)
    return changes, following


def version(article: Article, name: str) -> RevisionDocument | None:
    """The document of the version `name`; None when the article has no such version."""
    if name == PRESENT:
        return RevisionDocument(article_values(article), article.body)
    if name == FILE:
        return _as_imported(article)
    revision = Revision.objects.filter(article=article, pk=keyset.read_id(name) or 0).first()
    return RevisionDocument(revision.front_matter, revision.body) if revision else None


def changed_keys(old: RevisionDocument, new: RevisionDocument) -> list[KeyChange]:
    """The front matter keys that differ, in the order of the file contract."""
    names = dict.fromkeys([*CONTRACT_KEYS, *old.keys, *new.keys])
    values = ((key, _text(old.keys.get(key)), _text(new.keys.get(key))) for key in names)
    return [KeyChange(key, diff_words(was, now)) for key, was, now in values if was != now]


def changed_prose(
    old: RevisionDocument, new: RevisionDocument, *, whole: bool = False
) -> list[DiffPart]:
    """The difference of the two texts; without `whole`, long equal stretches are left out."""
    pieces = diff_words(old.body, new.body)
    return pieces if whole else shorten_unchanged(pieces)


@transaction.atomic
def restore(
    article: Article, revision: Revision, opened_version: int, by: Any, reason: str
) -> None:
    """Revise the article to the document of `revision`, but for the fields of _NOT_RESTORED.

    Raises PermissionDenied, StaleArticle when the article is not in `opened_version` any more,
    and DocumentRefused; then nothing is written. The caller checks the permission of `by`.
    """
    if revision.article_id != article.pk:
        raise PermissionDenied("of another story")
    present = article.locked()
    if present.version != opened_version:
        raise StaleArticle
    values = revision.front_matter | {SLUG: present.slug, BODY: revision.body, "draft": True}
    try:
        record = validate_values(values)
    except ValidationError as error:
        raise DocumentRefused from error
    taxonomy = TaxonomyCache()
    taxonomy.load([record])
    restored = copy(present)
    assign_fields(restored, record, frozenset(FIELDS) - _NOT_RESTORED, taxonomy, None)
    changes = Changes.between(present, restored, tags=taxonomy.tags(record.tags))
    detail = {"revision": revision.pk}
    present.revise(changes, by, reason, Revision.Action.REVERT, detail=detail)


@transaction.atomic
def restore_passage(
    article: Article, revision: Revision, number: int, opened_version: int, by: Any
) -> None:
    """Revise the article to its text with one passage as `revision` has it.

    Raises what `restore()` raises; StaleArticle also where there is no such passage.
    """
    if revision.article_id != article.pk:
        raise PermissionDenied("of another story")
    present = article.locked()
    body = with_passage(revision.body, present.body, number)
    if body is None or present.version != opened_version:
        raise StaleArticle
    try:
        validate_values(article_values(present) | {SLUG: present.slug, BODY: body, "draft": True})
    except ValidationError as error:
        raise DocumentRefused from error
    detail = {"revision": revision.pk}
    changes = Changes.from_values({"body": body})
    present.revise(changes, by, "", Revision.Action.REVERT, detail=detail)


def _as_imported(article: Article) -> RevisionDocument | None:
    original = getattr(article, "original", None)
    if original is None:
        return None
    try:
        # In the spelling of the present, where the two do not differ in meaning.
        record = with_base_spelling(extract(article), parse_original(original, article.lang).record)
    except RecordError:
        return None
    return RevisionDocument(record_values(record), record.body)


def _text(value: object) -> str:
    """A value as text: lists line by line, mappings key by key."""
    match value:
        case None | "" | [] | {}:
            return ""
        case list():
            return "\n".join(map(_text, value))
        case dict():
            return "\n".join(f"{key}: {_text(item)}" for key, item in value.items())
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
