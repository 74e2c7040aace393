"""Sources, categories and tags that files name: asked for once a batch, remembered for a run."""

from collections.abc import Iterable

from articles.front_matter.merge import TaxonomyAliases
from articles.front_matter.record import ArticleRecord, SourceRecord
from articles.lib.text import taxonomy_key
from articles.models import Category, CategoryAlias, Source, Tag, TagAlias

# So that the memory of a run has a bound, whatever its files name.
_REMEMBERED = 20_000


def aliases() -> TaxonomyAliases:
    """All words that mean another label since the desk merged the two. Two queries."""
    found = (
        model._default_manager.exclude(folded="").values_list("folded", "target__folded")
        for model in (TagAlias, CategoryAlias)
    )
    return TaxonomyAliases(*map(dict, found))


class TaxonomyCache:
    """What the files of a run name. `load()` before `source()`, `category()` and `tags()`."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """After a rollback: what was made in the transaction is gone."""
        self._sources: dict[str, Source] = {}
        self._categories: dict[str, Category] = {}
        # By the word as it is written: to fold it costs more than to remember its spellings.
        self._tags: dict[str, Tag] = {}
        self._aliases: TaxonomyAliases | None = None

    def load(self, records: Iterable[ArticleRecord]) -> None:
        """Find or make what `records` name; a few queries, however many records there are."""
        if len(self._tags) > _REMEMBERED:
            self._tags.clear()
        records = list(records)
        self._load_sources([record.source for record in records if record.source])
        for word in {record.category for record in records if record.category}:
            if word not in self._categories:
                self._categories[word] = Category.from_key(word)
        words = dict.fromkeys(tag for record in records for tag in record.tags)
        missing = [word for word in words if word not in self._tags]
        if missing:
            found = Tag.for_words(missing)
            self._tags |= {word: found[taxonomy_key(word)] for word in missing}

    @property
    def aliases(self) -> TaxonomyAliases:
        """Words that mean another label; asked for once a run."""
        if self._aliases is None:
            self._aliases = aliases()
        return self._aliases

    def source(self, record: SourceRecord | None) -> Source | None:
        """The row of a publisher."""
        return self._sources[record.key] if record else None

    def category(self, word: str) -> Category | None:
        """The row of a section; None for the empty word."""
        return self._categories[word] if word else None

    def tags(self, words: Iterable[str]) -> list[Tag]:
        """The rows of labels, in their order."""
        # Two words of a file may mean one tag by now.
        return list({tag.pk: tag for tag in (self._tags[word] for word in words)}.values())

    def _load_sources(self, records: list[SourceRecord]) -> None:
        """The first file that names a source makes it; later ones only add the address, since
        its name and kind are then the administrators'."""
        named = {record.key: record for record in reversed(records)}
        missing = named.keys() - self._sources.keys()
        if missing:
            fresh = [
                Source(key=key, name=named[key].name, kind=named[key].kind, url=named[key].url)
                for key in sorted(missing)
            ]
            Source.objects.bulk_create(fresh, ignore_conflicts=True)
            for source in Source.objects.filter(key__in=missing):
                self._sources[source.key] = source
        for record in records:
            source = self._sources[record.key]
            if record.url and not source.url:
                source.url = record.url
                source.save(update_fields=["url"])
