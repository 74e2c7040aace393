"""The notes of an import's run log: by kind, page by page, with links to what they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from articles.lib import keyset
from articles.models import ImportConflict, ImportNote, ImportRun, QuarantinedFile

_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note, and the address where an editor can act on it, empty when nothing is left to do."""

    note: ImportNote
    action_url: str


def notes_context(run: ImportRun, params: Mapping[str, str]) -> dict[str, object]:
    """The context of a page of notes: the rows, their kind, and the query of the next page.

    Pages are found by keyset: the last one costs what the first costs.
    """
    kind = params.get("kind", "")
    notes = run.notes.select_related("article").order_by("pk")
    if kind in ImportNote.NoteKind.values:
        notes = notes.filter(kind=kind)
    else:
        kind = ""
    after = keyset.read_id(params.get("after", ""))
    if after is not None:
        notes = notes.filter(pk__gt=after)
    page, more = keyset.take(notes, _PAGE_SIZE)
    following = ({"kind": kind} if kind else {}) | ({"after": page[-1].pk} if more else {})
    return {
        "notes": _with_links(run, page),
        "kind": kind,
        "following": urlencode(following) if more else "",
        "after": after,
    }


def _with_links(run: ImportRun, page: Sequence[ImportNote]) -> list[NoteRow]:
    quarantined_paths = [note.path for note in page if note.kind == ImportNote.NoteKind.QUARANTINED]
    files = QuarantinedFile.objects.filter(run=run, path__in=quarantined_paths)
    articles = {note.article_id for note in page if note.kind == ImportNote.NoteKind.CONFLICT}
    conflicts = ImportConflict.objects.filter(article__in=articles, choice="")
    links: dict[tuple[object, ...], str] = {}
    for path, pk in files.values_list("path", "pk"):
        links[(ImportNote.NoteKind.QUARANTINED, path)] = reverse(
            "admin:articles_quarantinedfile_change", args=[pk]
        )
    for article_id, field, pk in conflicts.values_list("article_id", "field", "pk"):
        links[(ImportNote.NoteKind.CONFLICT, article_id, field)] = reverse(
            "admin:articles_importconflict_change", args=[pk]
        )
    return [NoteRow(note, links.get(_subject(note), "")) for note in page]


def _subject(note: ImportNote) -> tuple[object, ...]:
    """The key of the file or conflict that a note is about."""
    if note.kind == ImportNote.NoteKind.CONFLICT:
        return (note.kind, note.article_id, note.key)
    return (note.kind, note.path)
