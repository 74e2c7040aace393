"""The notes of a receipt: by kind, page by page, each with what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from articles.lib import keyset
from articles.models import ImportConflict, ImportNote, ImportRun, QuarantinedFile

_PAGE = 100


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note, and where somebody can act on it; empty when nobody needs to any more."""

    note: ImportNote
    act: str


def page_of_notes(run: ImportRun, asked: Mapping[str, str]) -> dict[str, Any]:
    """For the template: the notes of a page, its kind, and the query of the next page.

    By keyset: the last page of a run with a million notes costs what the first costs.
    """
    kind = asked.get("kind", "")
    notes = run.notes.select_related("article").order_by("pk")
    if kind in ImportNote.Kind.values:
        notes = notes.filter(kind=kind)
    else:
        kind = ""
    after = keyset.read_id(asked.get("after", ""))
    if after is not None:
        notes = notes.filter(pk__gt=after)
    page, more = keyset.take(notes, _PAGE)
    following = ({"kind": kind} if kind else {}) | ({"after": page[-1].pk} if more else {})
    return {
        "notes": _with_links(run, page),
        "kind": kind,
        "following": urlencode(following) if more else "",
        "after": after,
    }


def _with_links(run: ImportRun, page: Sequence[ImportNote]) -> list[NoteRow]:
    refused = [note.path for note in page if note.kind == ImportNote.Kind.QUARANTINED]
    held = QuarantinedFile.objects.filter(run=run, path__in=refused)
    stories = {note.article_id for note in page if note.kind == ImportNote.Kind.CONFLICT}
    waiting = ImportConflict.objects.filter(article__in=stories, choice="")
    links: dict[tuple[object, ...], str] = {}
    for path, pk in held.values_list("path", "pk"):
        links[(ImportNote.Kind.QUARANTINED, path)] = reverse(
            "admin:articles_quarantinedfile_change", args=[pk]
        )
    for story, field, pk in waiting.values_list("article_id", "field", "pk"):
        links[(ImportNote.Kind.CONFLICT, story, field)] = reverse(
            "admin:articles_importconflict_change", args=[pk]
        )
    return [NoteRow(note, links.get(_subject(note), "")) for note in page]


def _subject(note: ImportNote) -> tuple[object, ...]:
    if note.kind == ImportNote.Kind.CONFLICT:
        return (note.kind, note.article_id, note.key)
    return (note.kind, note.path)
