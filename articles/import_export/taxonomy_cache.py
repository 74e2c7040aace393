"""Sources, categories, tags and authors that files name: queried once a batch, cached for a run."""

from collections.abc import Iterable
from operator import attrgetter

from articles.front_matter.merge import TaxonomyAliases
from articles.front_matter.record import ArticleRecord, SourceRecord
from articles.lib.source_keys import folded_source_key
from articles.lib.text import taxonomy_key
from articles.models import Author, AuthorAlias, Category, CategoryAlias, Source, Tag, TagAlias
from articles.models.source import Trust

# A bound for the memory of a run, whatever its files name.
_MAX_TAGS = 20_000


def taxonomy_aliases() -> TaxonomyAliases:
    """The names of tags, categories and authors that were merged into others. Three queries."""
    mappings = (
        model._default_manager.exclude(folded="").values_list("folded", "target__folded")
        for model in (TagAlias, CategoryAlias, AuthorAlias)
    )
    return TaxonomyAliases(*map(dict, mappings))


class TaxonomyCache:
    """The rows that the files of a run name.

    Call `load()` with the records before `source()`, `category()`, `tags()` and `authors()` about
    them.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all rows. Call it after a rollback: rows made in the transaction are gone."""
        self._sources: dict[str, Source] = {}
        self._categories: dict[str, Category] = {}
        # By the name as it is written: folding it costs more than caching its spellings.
        self._tags: dict[str, Tag] = {}
        self._authors: dict[str, Author] = {}
        self._aliases: TaxonomyAliases | None = None

    def load(self, records: Iterable[ArticleRecord]) -> None:
        """Find or create what `records` name: a few queries, and one more a new category."""
        if len(self._tags) > _MAX_TAGS:
            self._tags.clear()
        if len(self._authors) > _MAX_TAGS:
            self._authors.clear()
        records = list(records)
        self.load_sources([record.source for record in records if record.source])
        for name in {record.category for record in records if record.category}:
            if name not in self._categories:
                self._categories[name] = Category.from_key(name)
        names = dict.fromkeys(tag for record in records for tag in record.tags)
        missing = [name for name in names if name not in self._tags]
        if missing:
            tags = Tag.for_words(missing)
            self._tags |= {name: tags[taxonomy_key(name)] for name in missing}
        people = dict.fromkeys(name for record in records for name in record.author)
        missing = [name for name in people if name not in self._authors]
        if missing:
            authors = Author.for_names(missing)
            self._authors |= {name: authors[taxonomy_key(name)] for name in missing}

    @property
    def aliases(self) -> TaxonomyAliases:
        """The names of tags, categories and authors that were merged into others. Three queries at
        the first time in a run."""
        if self._aliases is None:
            self._aliases = taxonomy_aliases()
        return self._aliases

    def source(self, record: SourceRecord | None) -> Source | None:
        """The row of a source; None for None."""
        return self._sources[record.key] if record else None

    def category(self, name: str) -> Category | None:
        """The row of a category; None for the empty name."""
        return self._categories[name] if name else None

    def tags(self, names: Iterable[str]) -> list[Tag]:
        """The rows of tags in the order of `names`, each once."""
        # Two names of a file mean one tag after those were merged.
        return list({tag.pk: tag for tag in (self._tags[name] for name in names)}.values())

    def authors(self, names: Iterable[str]) -> list[Author]:
        """The rows of authors in the order of `names`, each once."""
        return list({one.pk: one for one in (self._authors[name] for name in names)}.values())

    def load_sources(self, records: list[SourceRecord]) -> None:
        """The first file that names a source creates it. Later ones only add a missing address:
        name and kind then belong to the administrators."""
        # In the order of the files; of several spellings of a key the first one is its key.
        keys = list(dict.fromkeys(record.key for record in records))
        sources = Source.objects.by_keys(keys)
        created: dict[str, Source] = {}
        for record in records:
            if record.key not in sources:
                folded = folded_source_key(record.key)
                columns = {"name": record.name, "kind": record.kind, "url": record.url}
                created.setdefault(folded, Source(key=record.key, folded=folded, **columns))
        if created:
            rows = sorted(created.values(), key=attrgetter("folded"))
            Source.objects.bulk_create(rows, ignore_conflicts=True)
            # Read again: another process may have been quicker, with another trust.
            sources = Source.objects.by_keys(keys)
        self._sources |= sources
        for record in records:
            source = self._sources[record.key]
            # Readers see it: who may not publish a text does not publish an address.
            if record.url and not source.url and source.trust == Trust.PUBLISH:
                source.url = record.url
                source.save(update_fields=["url"])
