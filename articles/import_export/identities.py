"""Finds the article that each file is of: by its identity, its path, its slug, or its bytes."""

from collections.abc import Sequence

from articles.front_matter.merge import same_source
from articles.front_matter.record import ArticleRecord
from articles.import_export.originals import original_record
from articles.import_export.read_file import IncomingFile
from articles.import_export.rivals import original_stands
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.lib.disk_names import both_forms, composed
from articles.models import Article, OriginalFile
from articles.models.authorship import load_authors

# (id of the source, external id, language), or (language, slug) where there is no external id.
Identity = tuple[object, ...]


def identity_of(record: ArticleRecord, taxonomy: TaxonomyCache) -> Identity:
    """The identity of the article that a record is of; `taxonomy` has loaded the record."""
    if record.external_id:
        source = taxonomy.source(record.source)
        return (source.pk if source else None, record.external_id, record.lang)
    return (record.lang, record.slug)


def find_articles(batch: Sequence[IncomingFile], taxonomy: TaxonomyCache) -> list[Article | None]:
    """The article of each file, locked and with all rows that an export needs; None for a new
    one. A few queries, however many files there are."""
    identities = [identity_of(incoming.record, taxonomy) for incoming in batch]
    files = list(zip(identities, batch, strict=True))
    by_id = _by_external_id([i.record for i in batch if i.record.external_id], taxonomy)
    by_path = _by_path([file for file in files if file[0] not in by_id])
    by_slug = _by_slug([i for i in batch if not i.record.external_id])
    # Where two of them know an identity, the external id counts more than the path or the slug.
    known = by_slug | by_path | by_id
    known = _by_bytes([file for file in files if file[0] not in known]) | known
    ids = [known.get(identity) for identity in identities]
    existing = {pk for pk in ids if pk is not None}
    articles = {}
    if existing:
        rows = Article.objects.for_export().filter(pk__in=existing)
        articles = {article.pk: article for article in rows.select_for_update(of=("self",))}
        load_authors(articles.values())
    return [articles.get(pk) if pk else None for pk in ids]


def _by_external_id(
    records: Sequence[ArticleRecord], taxonomy: TaxonomyCache
) -> dict[Identity, int]:
    if not records:
        return {}
    sources = {source.pk for r in records if (source := taxonomy.source(r.source))}
    rows = Article.objects.identified().filter(external_id__in={r.external_id for r in records})
    columns = rows.values_list("source_id", "external_id", "lang", "pk")
    return {
        (source_id, *identity): pk
        for source_id, *identity, pk in columns
        if source_id in sources or source_id is None
    }


def _by_slug(batch: Sequence[IncomingFile]) -> dict[Identity, int]:
    if not batch:
        return {}
    rows = Article.objects.filter(external_id="", slug__in={i.record.slug for i in batch})
    return {(lang, slug): pk for lang, slug, pk in rows.values_list("lang", "slug", "pk")}


def _by_path(files: Sequence[tuple[Identity, IncomingFile]]) -> dict[Identity, int]:
    """Articles whose slug or source differs from the file's by now, because the slug was taken or
    an editor changed them: the file at the same path with the same identity is still theirs."""
    if not files:
        return {}
    places = {(incoming.root, composed(incoming.path)): (i, incoming) for i, incoming in files}
    paths = both_forms(incoming.path for _identity, incoming in files)
    originals = OriginalFile.objects.filter(path__in=paths)
    articles = {}
    columns = ("root", "path", "data", "repairs", "article__lang", "article__external_id")
    for original in originals.select_related("article").only(*columns):
        if (original.root, composed(original.path)) not in places:
            continue
        identity, incoming = places[original.root, composed(original.path)]
        base = original_record(original, original.article.lang)
        # Where the rules of today refuse the original, the article itself has to tell.
        same_id = original.article.external_id == incoming.record.external_id
        if _are_of_one_article(base, incoming.record) if base else same_id:
            articles[identity] = original.article_id
    return articles


def _are_of_one_article(one: ArticleRecord, other: ArticleRecord) -> bool:
    """Whether two records of files at one path have one identity."""
    if (one.lang, one.external_id) != (other.lang, other.external_id):
        return False
    return same_source(one, other) if one.external_id else one.slug == other.slug


def _by_bytes(files: Sequence[tuple[Identity, IncomingFile]]) -> dict[Identity, int]:
    """Articles without an external id whose file got another name: its bytes stand under a new
    path, and the old one is gone. Of several copies the first path has the article."""
    renamed = {
        incoming.sha256: (identity, incoming)
        for identity, incoming in sorted(files, key=lambda file: file[1].path, reverse=True)
        if incoming.root and not incoming.record.external_id
    }
    if not renamed:
        return {}
    originals = OriginalFile.objects.filter(sha256__in=renamed, article__external_id="")
    articles = {}
    columns = ("root", "path", "sha256", "mended_sha256", "article__lang")
    for original in originals.select_related("article").only(*columns):
        identity, incoming = renamed[original.sha256]
        same = original.root == incoming.root and original.article.lang == incoming.record.lang
        if same and original.path != incoming.path and not original_stands(original, incoming):
            articles[identity] = original.article_id
    return articles


def with_asked_slug(
    ours: ArticleRecord, base: ArticleRecord, original: OriginalFile
) -> ArticleRecord:
    """`ours` with the slug of `base`, the last file, where it has the one that the import gave it:
    a number behind the slug is no change by an editor."""
    return ours.model_copy(update={"slug": base.slug}) if ours.slug == original.slug else ours
