"""Converts between records and rows: `store()` writes files, `extract()` reads an article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from pydantic import ValidationError

from articles.front_matter.merge import (
    FieldConflict,
    RecordMerge,
    compare_first_import,
    merge_records,
)
from articles.front_matter.problems import Problem
from articles.front_matter.record import BODY, SLUG, ArticleRecord
from articles.front_matter.schema import validate_values, value_problems
from articles.front_matter.snapshot import article_values
from articles.import_export.batch import RowBatch
from articles.import_export.cover_paths import LocalImage, article_path, local_images
from articles.import_export.identities import find_articles, identity_of, with_asked_slug
from articles.import_export.originals import original_record
from articles.import_export.read_file import IncomingFile
from articles.import_export.rivals import (
    Displaced,
    Place,
    Rival,
    displace,
    is_rival,
    newest_of_each,
    older_problem,
    rival,
)
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.translation_bases import keep_bases
from articles.import_export.waiting import SEEN, ReviewRule, Waiting, locked_changes
from articles.models import Article, OriginalFile, Revision
from articles.models.public_changes import PublicList, public_lists
from articles.models.redirect import was_public
from articles.models.redirect_aliases import UntakenAlias
from articles.workflow import TRANSITIONS, Status


class StoreOutcome(StrEnum):
    """The outcome of storing one file; each is also the name of a count of ImportRun."""

    CREATED = "created"
    UPDATED = "updated"
    WAITING = "waiting"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"


@dataclass(slots=True)
class StoredArticle:
    """The article of a file, and what storing the file did to it.

    `conflicts` are fields that the file and an editor both changed: the editor's value stands.
    `agreed` are fields in which the file now has the editor's value, and `waiting` those that it
    changes and a person must publish. `old_url` is the path that the article had before it moved,
    empty when it did not; `lists_left` are the public lists that it was in before.
    `untaken_aliases` are old paths of the file that do not lead to the article. `displaced` is an
    older file of the article that the run took before this one. With `problems` nothing was stored.
    """

    outcome: StoreOutcome
    article: Article | None = None
    conflicts: tuple[FieldConflict, ...] = ()
    agreed: frozenset[str] = frozenset()
    waiting: tuple[str, ...] = ()
    old_url: str = ""
    lists_left: Sequence[PublicList] = ()
    untaken_aliases: Sequence[UntakenAlias] = ()
    problems: tuple[Problem, ...] = ()
    displaced: Displaced | None = None


def extract(article: Article, images: Sequence[LocalImage] | None = None) -> ArticleRecord:
    """The validated record of an article as it is stored.

    `images` are its cover's local images, by default those of a file at `article_path()`. Raises
    pydantic's ValidationError when the article breaks a rule of the file contract.
    """
    if images is None:
        images = local_images(article, article_path(article)) if article.cover else ()
    values: dict[str, Any] = article_values(article)
    if images:
        values["coverImage"] |= {image.size: image.value for image in images}
    return validate_values(values | {SLUG: article.slug, BODY: article.body})


@transaction.atomic
def store(
    batch: Sequence[IncomingFile],
    taxonomy: TaxonomyCache | None = None,
    taken: Mapping[int, Place] = MappingProxyType({}),
    by: User | None = None,
) -> list[StoredArticle]:
    """Write files into the database, all or none of them; one result for each, in their order.

    A file whose article exists is merged with it, or what it changes waits beside it
    (`articles.import_export.waiting`). Of several files of one article the newest is taken
    (`articles.import_export.rivals`), the others are refused; `taken` has the articles that
    earlier batches of the run had files of. `by` is who imports, None for a command. Raises
    IntegrityError or DataError for a concurrent write, or a rule that only the database knows.
    """
    taxonomy = taxonomy or TaxonomyCache()
    taxonomy.load(incoming.record for incoming in batch)
    articles = find_articles(batch, taxonomy)
    decided = _with_decided_status(articles)
    changes = locked_changes(article for article in articles if article)
    rows, review = RowBatch(taxonomy), ReviewRule(taxonomy, by)
    results: list[StoredArticle] = []
    identities = [
        (article.pk,) if article else identity_of(incoming.record, taxonomy)
        for incoming, article in zip(batch, articles, strict=True)
    ]
    winners = newest_of_each(zip(identities, batch, strict=True))
    for incoming, article, identity in zip(batch, articles, identities, strict=True):
        winner = winners[identity]
        if winner is not incoming:
            results.append(_refuse(article, _same_story(incoming, rival(winner))))
        elif article is None:
            results.append(_create(incoming, rows, review))
        else:
            state = _State(article, changes.get(article.pk), article.pk in decided)
            results.append(_update(state, incoming, rows, review, taken.get(article.pk)))
    rows.write()
    keep_bases(rows.created, rows.retold, rows.rekeyed, taken)
    for stored in results:
        if stored.article:
            stored.untaken_aliases = rows.untaken_aliases.get(stored.article.pk, ())
    return results


def _refuse(article: Article | None, problem: Problem) -> StoredArticle:
    return StoredArticle(StoreOutcome.QUARANTINED, article, problems=(problem,))


def _same_story(incoming: IncomingFile, winner: Rival) -> Problem:
    return rival(incoming).problem(winner, has_id=bool(incoming.record.external_id))


def _create(incoming: IncomingFile, rows: RowBatch, review: ReviewRule) -> StoredArticle:
    record = incoming.record
    article = Article(lang=record.lang, slug=record.slug, external_id=record.external_id)
    article.status, article.held = _initial_status(record, review)
    if incoming.for_review and article.status == Status.DRAFT:
        article.status = Status.IN_REVIEW
    rows.create(article, incoming)
    rows.add_original(article, incoming)
    return StoredArticle(StoreOutcome.CREATED, article)


@dataclass(frozen=True, slots=True)
class _State:
    """A stored article, what waits beside it, and whether a person decided about its status."""

    article: Article
    waiting: Waiting | None
    is_decided: bool

    @property
    def waits_untouched(self) -> bool:
        return self.waiting is not None and not self.waiting.is_touched


def _update(
    state: _State, incoming: IncomingFile, rows: RowBatch, review: ReviewRule, place: Place | None
) -> StoredArticle:
    """`place` is that of the file which this run took for the article before, if any."""
    article, record = state.article, incoming.record
    original: OriginalFile | None = getattr(article, "original", None)
    base = original_record(original, article.lang) if original else None
    displaced = None
    if original and base:
        if is_rival(original, incoming, in_run=place is not None):
            other = Rival.of(base, original)
            if other.rank < rival(incoming).rank:
                return _refuse(article, _same_story(incoming, other))
            displaced = displace(original, incoming, place) if place else None
        if original.sha256 == incoming.sha256 and base.slug == record.slug:
            rows.add_original(article, incoming)
            return StoredArticle(StoreOutcome.UNCHANGED, article, displaced=displaced)
        if problem := older_problem(base, record):
            return _refuse(article, problem)
    waits = review.holds_changes(record, article, state.waiting)
    try:
        merged = _merge(state, incoming, base, rows.taxonomy, waits=waits)
    except ValidationError as error:
        return _refuse(article, _stored_article_problem(error))
    fields = merged.follow - ({"draft"} if state.is_decided or waits else set())
    if "published_at" in fields and record.published_at is None and "draft" not in fields:
        # The file is a draft without a time now, and the article is published.
        fields -= {"published_at"}
    is_new = place is not None and place.outcome == StoreOutcome.CREATED
    outcome = StoreOutcome.CREATED if is_new else StoreOutcome.UPDATED
    stored = StoredArticle(outcome, article, merged.conflicts, merged.agreed, displaced=displaced)
    rows.add_original(article, incoming)
    if waits and (fields & SEEN or (fields and state.waits_untouched)):
        if state.waiting and _is_first(place):
            rows.add_revision(state.waiting.revision())
        if rows.hold(article, state.waiting, incoming, fields):
            stored.outcome, stored.waiting = StoreOutcome.WAITING, tuple(sorted(fields))
        return stored
    status = _initial_status(record, review) if "draft" in fields else None
    dropped = set(base.aliases) - set(record.aliases) if base else set()
    if dropped and not (_is_first(place) and was_public(article)):
        # Nobody was ever led to it from there.
        rows.drop_aliases(article, dropped)
    _write_fields(stored, article, incoming, rows, fields, place, status)
    return stored


def _merge(
    state: _State,
    incoming: IncomingFile,
    base: ArticleRecord | None,
    taxonomy: TaxonomyCache,
    *,
    waits: bool,
) -> RecordMerge:
    """Merge a file with its article; `base` is the record of the file that was imported before.

    Raises ValidationError when the article breaks a rule of the file contract.
    """
    article = state.waiting.document if state.waiting else state.article
    original: OriginalFile | None = getattr(article, "original", None)
    ours = extract(article, None if original else local_images(article, incoming.path))
    if original is None or base is None:
        # Written in the admin under the slug of this file, or its file is refused by the rules of
        # today: every difference is a conflict.
        return compare_first_import(incoming.record, ours, taxonomy.aliases)
    ours = with_asked_slug(ours, base, original)
    contested = SEEN if waits and state.waiting and state.waiting.is_touched else ()
    return merge_records(base, incoming.record, ours, taxonomy.aliases, contested)


def _write_fields(
    stored: StoredArticle,
    article: Article,
    incoming: IncomingFile,
    rows: RowBatch,
    fields: frozenset[str],
    place: Place | None,
    status: tuple[Status, bool] | None,
) -> None:
    """Give the article `fields` of its file and perhaps another `status`, and complete `stored`.

    No trace stays of an older file that the same run wrote before: no order of the files matters.
    """
    if not fields:
        return
    is_new = stored.outcome == StoreOutcome.CREATED
    stored.lists_left = public_lists(article)
    rows.keep_standing(article)
    if "slug" in fields and not (is_new or (place and place.moved)):
        stored.old_url = article.get_absolute_url()
    if _is_first(place):
        rows.add_revision(article.revision(Revision.Action.IMPORT))
    article.status, article.held = status or (article.status, article.held)
    rows.update(article, incoming, fields, stored.old_url)
    if is_new:
        article.reader_modified_at = None


def _is_first(place: Place | None) -> bool:
    """Whether the file is the first one that changes its article in this run."""
    return place is None or place.outcome == StoreOutcome.UNCHANGED


def _initial_status(record: ArticleRecord, review: ReviewRule) -> tuple[Status, bool]:
    """The status that a file gives its article, and whether it is held back: one that the file
    calls live waits for review where the rule says so."""
    if record.draft:
        return Status.DRAFT, False
    return (Status.IN_REVIEW, True) if review.holds_new(record) else (Status.PUBLISHED, False)


def _with_decided_status(articles: Sequence[Article | None]) -> set[int]:
    """The ids of articles whose status a person ever changed: files never change it again."""
    ids = [article.pk for article in articles if article]
    if not ids:
        return set()
    transitions = Revision.objects.filter(article_id__in=ids, action__in=TRANSITIONS)
    return set(transitions.values_list("article_id", flat=True))


def _stored_article_problem(error: ValidationError) -> Problem:
    first = value_problems(error)[0]
    return Problem(
        "stored-article",
        f"the story at the desk breaks a rule of the files: {first.key}: {first.message}",
        hint="Open the story at the desk and save it: the form says what to mend. Import again.",
    )
