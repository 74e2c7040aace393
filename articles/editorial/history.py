"""What a story said at each of its changes: listed, compared, restored.

A Revision keeps the document as it stood before a change. So the number of a revision names that
document; PRESENT names the one of now, FILE the one of the last import.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from pydantic import ValidationError

from articles.editorial.exceptions import DocumentRefused
from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import dump_values
from articles.front_matter.merge import FIELDS, with_base_spelling
from articles.front_matter.record import BODY, SLUG
from articles.front_matter.schema import record_values, validate_values
from articles.front_matter.snapshot import CONTRACT_KEYS, article_values
from articles.import_export.assign import assign_fields
from articles.import_export.store import extract, parse_original
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.lib import keyset
from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged
from articles.models import Article, Revision
from articles.models.exceptions import StaleArticle
from articles.models.revise import Changes

PRESENT: Final = "now"
FILE: Final = "file"
PAGE = 40
# Not part of what an earlier text brings back: where and when a story stands is today's matter,
# and a picture may be gone.
_STAYS = {"draft", "published_at", "updated_at", "sticky_weight", "slug", "cover_image", "aliases"}


@dataclass(frozen=True, slots=True)
class RevisionDocument:
    """One version, whole: the front matter, and the Markdown."""

    keys: dict[str, Any]
    body: str

    def as_file(self) -> bytes:
        """As a Markdown file with front matter."""
        said = {key: value for key, value in self.keys.items() if value not in (None, "", [], {})}
        return dump_values(said, self.body)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change: what it was, the text before it, and the text after it (as names)."""

    revision: Revision
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of the front matter that two versions say differently."""

    key: str
    pieces: list[DiffPart]


def entries(article: Article, before: int = 0) -> tuple[list[HistoryEntry], int]:
    """A page of changes, the newest first, and the cursor of the next page, 0 at the end.

    One query, which reads no texts; on a later page one more.
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
    found = []
    for revision in page:
        found.append(HistoryEntry(revision, str(revision.pk), after))
        after = str(revision.pk)
    return found, following


def version(article: Article, name: str) -> RevisionDocument | None:
    """The document of that name; None when this story has no such version."""
    if name == PRESENT:
        return RevisionDocument(article_values(article), article.body)
    if name == FILE:
        return _as_imported(article)
    revision = Revision.objects.filter(article=article, pk=keyset.read_id(name) or 0).first()
    return RevisionDocument(revision.front_matter, revision.body) if revision else None


def changed_keys(old: RevisionDocument, new: RevisionDocument) -> list[KeyChange]:
    """The keys that differ, in the order of the file contract, each word by word."""
    names = dict.fromkeys([*CONTRACT_KEYS, *old.keys, *new.keys])
    values = ((key, _text(old.keys.get(key)), _text(new.keys.get(key))) for key in names)
    return [KeyChange(key, diff_words(was, now)) for key, was, now in values if was != now]


def changed_prose(
    old: RevisionDocument, new: RevisionDocument, *, whole: bool = False
) -> list[DiffPart]:
    """The two texts as one, word by word; long stretches that are the same are left out."""
    pieces = diff_words(old.body, new.body)
    return pieces if whole else shorten_unchanged(pieces)


@transaction.atomic
def restore(
    article: Article, revision: Revision, opened_version: int, by: Any, reason: str
) -> None:
    """Make the story say what it said in `revision`, as a new save. Raises PermissionDenied,
    Stale, or Unfit, and then changes nothing.

    Text, labels and the keys of its making come back; state, times, place, address and picture
    stay as they are. What an editor must do with a live story is for the caller to ask.
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
    labels = TaxonomyCache()
    labels.load([record])
    restored = copy(present)
    assign_fields(restored, record, frozenset(FIELDS) - _STAYS, labels, None)
    changes = Changes.between(present, restored, tags=labels.tags(record.tags))
    detail = {"revision": revision.pk}
    present.revise(changes, by, reason, Revision.Action.REVERT, detail=detail)


def _as_imported(article: Article) -> RevisionDocument | None:
    original = getattr(article, "original", None)
    if original is None:
        return None
    try:
        # In the words of the present, where the two do not say different things.
        record = with_base_spelling(extract(article), parse_original(original, article.lang).record)
    except RecordError:
        return None
    return RevisionDocument(record_values(record), record.body)


def _text(value: Any) -> str:
    """A value for people: lists line by line, mappings key by key."""
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
