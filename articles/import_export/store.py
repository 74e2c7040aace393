"""Converts between records and rows: `store()` writes files, `extract()` reads an article."""

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

# (source key, external id, language), or (language, slug) of an article without an external id.
Identity = tuple[object, ...]


class StoreOutcome(StrEnum):
    """The outcome of storing one file; each is also the name of a count of ImportRun."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"


@dataclass(slots=True)
class StoredArticle:
    """The article of a file, and what storing the file did to it.

    `conflicts` are fields that the file and an editor both changed: the editor's value stands.
    `agreed` are fields in which the file now has the editor's value. `old_url` is the path that
    the article had before it moved, empty when it did not; `lists_left` are the public lists that
    it was in before. With `problems` nothing was stored.
    """

    outcome: StoreOutcome
    article: Article | None = None
    conflicts: tuple[FieldConflict, ...] = ()
    agreed: frozenset[str] = frozenset()
    old_url: str = ""
    lists_left: Sequence[PublicList] = ()
    problems: tuple[Problem, ...] = field(default=())


def site_rules(*, repair: bool = True) -> SiteRules:
    """The rules of this site for reading files, from its settings."""
    return SiteRules(
        languages=tuple(settings.SITE_LANGUAGES),
        default_language=settings.LANGUAGE_CODE,
        repair=repair,
        limits=FileLimits(**settings.IMPORT_LIMITS),
    )


def extract(article: Article) -> ArticleRecord:
    """The validated record of an article as it is stored."""
    values = article_values(article) | {SLUG: article.slug, BODY: article.body}
    return validate_values(values)


def original_rules(original: OriginalFile, lang: str) -> SiteRules:
    """The rules that read the original file of an article in `lang` as its import did."""
    return SiteRules(
        languages=tuple({*settings.SITE_LANGUAGES, lang}),
        default_language=lang,
        repair=bool(original.repairs),
        # The file was within the limits of the time of its import.
        limits=UNLIMITED,
    )


def parse_original(original: OriginalFile, lang: str) -> ParsedFile:
    """The original file of an article in `lang`, parsed as its import parsed it."""
    return parse(bytes(original.data), original.path, original_rules(original, lang))


@transaction.atomic
def store(
    batch: Sequence[IncomingFile], taxonomy: TaxonomyCache | None = None, seen: Container[int] = ()
) -> list[StoredArticle]:
    """Write files into the database, all or none of them; one result for each, in their order.

    A file whose article exists is merged with it. Of two files of one article the second is
    refused; `seen` has the ids of articles in earlier batches. Raises IntegrityError or DataError
    for a concurrent write, or a rule that only the database knows.
    """
    taxonomy = taxonomy or TaxonomyCache()
    taxonomy.load(incoming.record for incoming in batch)
    articles = _find_articles(batch, taxonomy)
    decided = _with_decided_status(articles)
    rows = RowBatch(taxonomy)
    results: list[StoredArticle] = []
    paths: dict[Identity, str] = {}
    for incoming, article in zip(batch, articles, strict=True):
        identity = (article.pk,) if article else _identity(incoming.record)
        if identity in paths or (article and article.pk in seen):
            other = paths.get(identity) or (article and article.original.path) or ""
            problem = duplicate_problem(other)
            results.append(StoredArticle(StoreOutcome.QUARANTINED, problems=(problem,)))
            continue
        paths[identity] = incoming.path
        if article is None:
            results.append(_create(incoming, rows))
        else:
            results.append(_update(article, incoming, rows, article.pk in decided))
    rows.write()
    return results


def _create(incoming: IncomingFile, rows: RowBatch) -> StoredArticle:
    record = incoming.record
    article = Article(lang=record.lang, slug=record.slug, external_id=record.external_id)
    article.status, article.held = _initial_status(record, rows.taxonomy)
    rows.create(article, incoming)
    rows.add_original(article, incoming)
    return StoredArticle(StoreOutcome.CREATED, article)


def _update(
    article: Article, incoming: IncomingFile, rows: RowBatch, decided: bool
) -> StoredArticle:
    record = incoming.record
    original: OriginalFile | None = getattr(article, "original", None)
    if original is None:
        # Written in the admin, under the slug of this file: every difference is a conflict.
        merged = compare_first_import(record, extract(article), rows.taxonomy.aliases)
    elif original.sha256 == incoming.sha256:
        rows.add_original(article, incoming)
        return StoredArticle(StoreOutcome.UNCHANGED, article)
    else:
        base = parse_original(original, article.lang).record
        if problem := _older_problem(base, record):
            return StoredArticle(StoreOutcome.QUARANTINED, article, problems=(problem,))
        merged = merge_records(base, record, extract(article), rows.taxonomy.aliases)
    fields = merged.follow - ({"draft"} if decided else set())
    if "published_at" in fields and record.published_at is None and "draft" not in fields:
        # The file is a draft without a time now, and the article is published.
        fields -= {"published_at"}
    old_url = article.get_absolute_url() if "slug" in fields else ""
    lists_left = public_lists(article) if fields else ()
    if fields:
        rows.add_revision(article.revision(Revision.Action.IMPORT))
        if "draft" in fields:
            article.status, article.held = _initial_status(record, rows.taxonomy)
        rows.update(article, incoming, fields)
    rows.add_original(article, incoming)
    return StoredArticle(
        StoreOutcome.UPDATED, article, merged.conflicts, merged.agreed, old_url, lists_left
    )


def _initial_status(record: ArticleRecord, taxonomy: TaxonomyCache) -> tuple[Status, bool]:
    """The status that a file gives its article, and whether it is held back: an article that the
    file calls live waits for review where its source is not trusted."""
    if record.draft:
        return Status.DRAFT, False
    source = taxonomy.source(record.source)
    if source is not None and source.trust == Trust.REVIEW:
        return Status.IN_REVIEW, True
    return Status.PUBLISHED, False


def _identity(record: ArticleRecord) -> Identity:
    if record.external_id:
        return (record.source.key if record.source else None, record.external_id, record.lang)
    return (record.lang, record.slug)


def _find_articles(batch: Sequence[IncomingFile], taxonomy: TaxonomyCache) -> list[Article | None]:
    """The article of each file, locked and with all rows that an export needs; None for a new
    one. A few queries, however many files there are."""
    by_id = _by_external_id([i.record for i in batch if i.record.external_id], taxonomy)
    by_path = _by_path([i for i in batch if _identity(i.record) not in by_id])
    by_slug = _by_slug([i for i in batch if not i.record.external_id])
    # Where two of them know an identity, the external id counts more than the path or the slug.
    known = by_slug | by_path | by_id
    ids = [known.get(_identity(i.record)) for i in batch]
    existing = {pk for pk in ids if pk is not None}
    articles = {}
    if existing:
        rows = Article.objects.for_export().filter(pk__in=existing)
        articles = {article.pk: article for article in rows.select_for_update(of=("self",))}
    return [articles.get(pk) if pk else None for pk in ids]


def _by_external_id(
    records: Sequence[ArticleRecord], taxonomy: TaxonomyCache
) -> dict[Identity, int]:
    if not records:
        return {}
    sources = [taxonomy.source(record.source) for record in records]
    keys = {source.pk: source.key for source in sources if source}
    rows = Article.objects.identified().filter(external_id__in={r.external_id for r in records})
    columns = rows.values_list("source_id", "external_id", "lang", "pk")
    return {
        (keys.get(source_id), *identity): pk
        for source_id, *identity, pk in columns
        if source_id in keys or source_id is None
    }


def _by_slug(batch: Sequence[IncomingFile]) -> dict[Identity, int]:
    if not batch:
        return {}
    rows = Article.objects.filter(external_id="", slug__in={i.record.slug for i in batch})
    return {(lang, slug): pk for lang, slug, pk in rows.values_list("lang", "slug", "pk")}


def _by_path(batch: Sequence[IncomingFile]) -> dict[Identity, int]:
    """Articles whose slug or source differs from the file's by now, because the slug was taken or
    an editor changed them: the file at the same path with the same identity is still theirs."""
    if not batch:
        return {}
    records = {(incoming.root, incoming.path): incoming.record for incoming in batch}
    originals = OriginalFile.objects.filter(path__in={incoming.path for incoming in batch})
    articles = {}
    for original in originals.select_related("article"):
        record = records.get((original.root, original.path))
        if record is None:
            continue
        identity = _identity(record)
        if _identity(parse_original(original, original.article.lang).record) == identity:
            articles[identity] = original.article_id
    return articles


def _with_decided_status(articles: Sequence[Article | None]) -> set[int]:
    """The ids of articles whose status a person ever changed: files never change it again."""
    ids = [article.pk for article in articles if article]
    if not ids:
        return set()
    transitions = Revision.objects.filter(article_id__in=ids, action__in=TRANSITIONS)
    return set(transitions.values_list("article_id", flat=True))


def _older_problem(base: ArticleRecord, theirs: ArticleRecord) -> Problem | None:
    if not base.updated_at or not theirs.updated_at or theirs.updated_at >= base.updated_at:
        return None
    return Problem(
        "older",
        f"is older than what was imported before ({base.updated_at.isoformat()})",
        key="updatedAt",
        value=theirs.updated_at.isoformat(),
        hint="If this is the text to have, give it the time of now.",
    )


def duplicate_problem(path: str = "") -> Problem:
    """The problem of a file whose article another file of the import has; `path` is that file."""
    return Problem(
        "same-story",
        f"is the same story as {path or 'another file of this import'}",
        key="externalId",
        hint="Remove one of the two, or give it another externalId.",
    )
