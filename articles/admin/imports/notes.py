"""The notes of an import's run log: by kind, page by page, with links to what they ask for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from articles.lib import keyset
from articles.models import ImportConflict, ImportNote, ImportRun, QuarantinedFile

_PAGE_SIZE = 100
# How many notes of one problem are told as one, how many of their places are named, and how many
# such problems there may be on a page.
_FREQUENT = 10
_FIRST_PLACES = 3
_MOST_GROUPS = 20
# The first step of a dotted key. A file may have a key that begins with a bracket itself.
_TOP_KEY = re.compile(r"(?s).?[^.[]*")


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note, and the address where an editor can act on it, empty when nothing is left to do."""

    note: ImportNote
    action_url: str


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """A problem that many files of a run have: how often, the first note and paths of it, and the
    query that lists all of them."""

    count: int
    first: ImportNote
    paths: Sequence[str]
    query: str


def notes_context(run: ImportRun, params: Mapping[str, str]) -> dict[str, object]:
    """The context of a page of notes: the rows, their filter, and the query of the next page.

    Pages are found by keyset: the last one costs what the first costs. A problem of many files is
    told once, in `groups`; its notes are on pages of their own.
    """
    kind, code, key = (params.get(name, "") for name in ("kind", "code", "key"))
    notes = run.notes.select_related("article").order_by("pk")
    groups: list[ProblemGroup] = []
    filters = {}
    if code:
        notes = notes.filter(_is_problem(code, key))
        filters = {"code": code, "key": key}
    else:
        if kind in ImportNote.NoteKind.values:
            notes = notes.filter(kind=kind)
            filters = {"kind": kind}
        if kind in ("", ImportNote.NoteKind.QUARANTINED):
            frequent = _frequent_problems(run)
            for frequent_code, frequent_key in frequent:
                notes = notes.exclude(_is_problem(frequent_code, frequent_key))
            groups = [_group(run, *problem, count) for problem, count in frequent.items()]
    after = keyset.read_id(params.get("after", ""))
    if after is not None:
        notes = notes.filter(pk__gt=after)
        groups = []
    page, more = keyset.take(notes, _PAGE_SIZE)
    following = filters | ({"after": page[-1].pk} if more else {})
    return {
        "notes": _with_links(run, page),
        "groups": groups,
        "kind": filters.get("kind", ""),
        "filter": urlencode(filters),
        "following": urlencode(following) if more else "",
        "after": after,
    }


def _is_problem(code: str, key: str) -> Q:
    """Notes of a problem with `key` or something inside of it."""
    inside = Q(key=key)
    if key:
        inside |= Q(key__startswith=f"{key}[") | Q(key__startswith=f"{key}.")
    return Q(kind=ImportNote.NoteKind.QUARANTINED, code=code) & inside


def _frequent_problems(run: ImportRun) -> dict[tuple[str, str], int]:
    """The number of notes by code and top-level key, of those that are frequent; one query."""
    problems = run.notes.filter(kind=ImportNote.NoteKind.QUARANTINED).order_by()
    rows = problems.values_list("code", "key").annotate(Count("pk"))
    counted: Counter[tuple[str, str]] = Counter()
    for code, key, count in rows:
        counted[code, _TOP_KEY.match(key)[0]] += count  # type: ignore[index]
    return {
        problem: count for problem, count in counted.most_common(_MOST_GROUPS) if count >= _FREQUENT
    }


def _group(run: ImportRun, code: str, key: str, count: int) -> ProblemGroup:
    first, *others = run.notes.filter(_is_problem(code, key)).order_by("pk")[:_FIRST_PLACES]
    paths = list(dict.fromkeys(note.path for note in (first, *others)))
    return ProblemGroup(count, first, paths, urlencode({"code": code, "key": key}))


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
