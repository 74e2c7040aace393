"""The one door between records and rows: `store()` in, `extract()` out."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from articles.front_matter.files import ParsedFile, SiteRules, parse
from articles.front_matter.limits import UNLIMITED, FileLimits
from articles.front_matter.merge import FieldConflict, compare_first_import, merge_records
from articles.front_matter.problems import Problem
from articles.front_matter.record import BODY, SLUG, ArticleRecord
from articles.front_matter.schema import validate_values
from articles.front_matter.snapshot import article_values
from articles.import_export.batch import RowBatch
from articles.import_export.read_file import IncomingFile
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.models import Article, OriginalFile, Revision
from articles.models.public_changes import PublicList, public_lists
from articles.models.source import Trust
from articles.workflow import TRANSITIONS, Status


class StoreOutcome(StrEnum):
    """What became of a file. Each is also the name of a count of ImportRun."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"


@dataclass(slots=True)
class StoredArticle:
    """A file's article and what happened to it.

    `conflicts` are fields where the desk's text stands against the file's; `agreed` are fields
    in which the file came to say what the desk says. `past` is the address that the story had,
    `lists_left` are the public lists that it was in before.
    """

    outcome: StoreOutcome
    article: Article | None = None
    conflicts: tuple[FieldConflict, ...] = ()
    agreed: frozenset[str] = frozenset()
    past: str = ""
    lists_left: Sequence[PublicList] = ()
    problems: tuple[Problem, ...] = field(default=())


def site_rules(*, repair: bool = True) -> SiteRules:
    """The rules that files of this site are read by."""
    return SiteRules(
        languages=tuple(settings.SITE_LANGUAGES),
        default_language=settings.LANGUAGE_CODE,
        repair=repair,
        limits=FileLimits(**settings.IMPORT_LIMITS),
    )


def extract(article: Article) -> ArticleRecord:
    """The validated record of an article as it stands."""
    values = article_values(article) | {SLUG: article.slug, BODY: article.body}
    return validate_values(values)


def rules_of(original: OriginalFile, lang: str) -> SiteRules:
    """The rules that read the original file of an article in `lang` as its import did."""
    return SiteRules(
        languages=tuple({*settings.SITE_LANGUAGES, lang}),
        default_language=lang,
        repair=bool(original.repairs),
        # It was within the limits of its day.
        limits=UNLIMITED,
    )


def imported(original: OriginalFile, lang: str) -> ParsedFile:
    """What the original file said when it was imported."""
    return parse(bytes(original.data), original.path, rules_of(original, lang))


@transaction.atomic
def store(
    batch: Sequence[IncomingFile], labels: TaxonomyCache | None = None, seen: Container[int] = ()
) -> list[StoredArticle]:
    """Write files into the database, all or none of them; one result a file, in their order.

    A file whose story is here is merged with what the desk made of it. Of two files with the
    same story the second is refused; `seen` has the articles of earlier batches. Raises
    IntegrityError or DataError, as somebody else's write or a rule of the database has it.
    """
    labels = labels or TaxonomyCache()
    labels.load(incoming.record for incoming in batch)
    articles = _find(batch, labels)
    decided = _decided_by_desk(articles)
    rows = RowBatch(labels)
    results: list[StoredArticle] = []
    taken: dict[tuple[object, ...], str] = {}
    for incoming, article in zip(batch, articles, strict=True):
        identity = (article.pk,) if article else _identity(incoming.record)
        if identity in taken or (article and article.pk in seen):
            other = taken.get(identity) or (article and article.original.path) or ""
            results.append(StoredArticle(StoreOutcome.QUARANTINED, problems=(same_story(other),)))
            continue
        taken[identity] = incoming.path
        if article is None:
            results.append(_create(incoming, rows))
        else:
            results.append(_update(article, incoming, rows, article.pk in decided))
    rows.write()
    return results


def _create(incoming: IncomingFile, rows: RowBatch) -> StoredArticle:
    record = incoming.record
    article = Article(
        lang=record.lang,
        slug=record.slug,
        external_id=record.external_id,
    )
    article.status, article.held = _arrives(record, rows.labels)
    rows.create(article, incoming)
    rows.keep_original(article, incoming)
    return StoredArticle(StoreOutcome.CREATED, article)


def _update(
    article: Article, incoming: IncomingFile, rows: RowBatch, decided: bool
) -> StoredArticle:
    record = incoming.record
    original: OriginalFile | None = getattr(article, "original", None)
    if original is None:
        # Written at the desk, under the address of this file: all that differs is a conflict.
        found = compare_first_import(record, extract(article), rows.labels.aliases)
    elif original.sha256 == incoming.sha256:
        rows.keep_original(article, incoming)
        return StoredArticle(StoreOutcome.UNCHANGED, article)
    else:
        base = imported(original, article.lang).record
        if older := _older(base, record):
            return StoredArticle(StoreOutcome.QUARANTINED, article, problems=(older,))
        found = merge_records(base, record, extract(article), rows.labels.aliases)
    follow = found.follow - ({"draft"} if decided else set())
    if "published_at" in follow and record.published_at is None and "draft" not in follow:
        # The file is a draft without a time now, and the desk's story is published.
        follow -= {"published_at"}
    past = article.get_absolute_url() if "slug" in follow else ""
    lists_left = public_lists(article) if follow else ()
    if follow:
        rows.keep_revision(article.revision(Revision.Action.IMPORT))
        if "draft" in follow:
            article.status, article.held = _arrives(record, rows.labels)
        rows.follow(article, incoming, follow)
    rows.keep_original(article, incoming)
    return StoredArticle(
        StoreOutcome.UPDATED,
        article,
        found.conflicts,
        found.agreed,
        past,
        lists_left=lists_left,
    )


def _arrives(record: ArticleRecord, labels: TaxonomyCache) -> tuple[Status, bool]:
    """The state that a file gives its story, and whether that is held back: what the file calls
    live waits for a person where its source is not trusted."""
    if record.draft:
        return Status.DRAFT, False
    source = labels.source(record.source)
    if source is not None and source.trust == Trust.REVIEW:
        return Status.IN_REVIEW, True
    return Status.PUBLISHED, False


def _identity(record: ArticleRecord) -> tuple[object, ...]:
    """The identity: (source, external id, language), or (language, slug) without an id."""
    if record.external_id:
        return (record.source.key if record.source else None, record.external_id, record.lang)
    return (record.lang, record.slug)


def _find(batch: Sequence[IncomingFile], labels: TaxonomyCache) -> list[Article | None]:
    """The article of each file, with everything that its file says; None for a new story."""
    with_id = _by_external_id([i.record for i in batch if i.record.external_id], labels)
    same_file = _by_file([i for i in batch if _identity(i.record) not in with_id])
    found = _by_address([i for i in batch if not i.record.external_id]) | same_file | with_id
    numbers = [found.get(_identity(i.record)) for i in batch]
    known = {number for number in numbers if number is not None}
    articles = {}
    if known:
        rows = Article.objects.for_export().filter(pk__in=known)
        articles = {article.pk: article for article in rows.select_for_update(of=("self",))}
    return [articles.get(number) if number else None for number in numbers]


def _by_external_id(
    records: Sequence[ArticleRecord], labels: TaxonomyCache
) -> dict[tuple[object, ...], int]:
    if not records:
        return {}
    sources = [labels.source(record.source) for record in records]
    keys = {source.pk: source.key for source in sources if source}
    rows = Article.objects.identified().filter(external_id__in={r.external_id for r in records})
    found = rows.values_list("source_id", "external_id", "lang", "pk")
    return {
        (keys.get(source), *identity): pk
        for source, *identity, pk in found
        if source in keys or source is None
    }


def _by_address(batch: Sequence[IncomingFile]) -> dict[tuple[object, ...], int]:
    if not batch:
        return {}
    rows = Article.objects.filter(external_id="", slug__in={i.record.slug for i in batch})
    columns = rows.values_list("lang", "slug", "pk")
    return {(lang, slug): pk for lang, slug, pk in columns}


def _by_file(batch: Sequence[IncomingFile]) -> dict[tuple[object, ...], int]:
    """A story that has another slug or source by now, because the slug was taken or the desk
    changed the source, is known by its file, while that still says the same identity."""
    if not batch:
        return {}
    files = {(incoming.root, incoming.path): incoming.record for incoming in batch}
    rows = OriginalFile.objects.filter(path__in={incoming.path for incoming in batch})
    found = {}
    for original in rows.select_related("article"):
        record = files.get((original.root, original.path))
        if record and _identity(imported(original, original.article.lang).record) == (
            _identity(record)
        ):
            found[_identity(record)] = original.article_id
    return found


def _decided_by_desk(articles: Sequence[Article | None]) -> set[int]:
    """Those that an editor ever moved: their state is the desk's for good."""
    ids = [article.pk for article in articles if article]
    if not ids:
        return set()
    moves = Revision.objects.filter(article_id__in=ids, action__in=TRANSITIONS)
    return set(moves.values_list("article_id", flat=True))


def _older(base: ArticleRecord, theirs: ArticleRecord) -> Problem | None:
    if not base.updated_at or not theirs.updated_at or theirs.updated_at >= base.updated_at:
        return None
    return Problem(
        "older",
        f"is older than what was imported before ({base.updated_at.isoformat()})",
        key="updatedAt",
        value=theirs.updated_at.isoformat(),
        hint="If this is the text to have, give it the time of now.",
    )


def same_story(path: str = "") -> Problem:
    """Two files of one import claim the same article; `path` is the one that has it."""
    return Problem(
        "same-story",
        f"is the same story as {path or 'another file of this import'}",
        key="externalId",
        hint="Remove one of the two, or give it another externalId.",
    )
