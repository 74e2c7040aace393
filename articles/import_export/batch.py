"""Collects the rows that a batch of files writes, and writes them table by table."""

from collections.abc import Collection, Iterator
from itertools import chain
from operator import attrgetter

from django.utils import timezone

from articles.db.bulk_insert import insert_rows, reserve_ids
from articles.front_matter.record import ArticleRecord
from articles.front_matter.schema import ai_values
from articles.import_export.assign import ALL_FIELDS, assign_fields
from articles.import_export.image_rows import ImageRows
from articles.import_export.link_rows import COPIED_FIELDS, write_authors, write_tags
from articles.import_export.original_rows import insert_originals
from articles.import_export.read_file import IncomingFile
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.unique_slugs import UniqueSlugs
from articles.import_export.waiting import HeldFile, Waiting, write_held
from articles.lib.path_keys import path_key
from articles.lib.provenance import machine_part
from articles.models import (
    Article,
    Author,
    ImageUse,
    OriginalFile,
    Redirect,
    Revision,
    Tag,
)
from articles.models.article_changes import append
from articles.models.redirect_aliases import UntakenAlias, redirect_aliases
from articles.models.standing import ArticleChange, Standing
from articles.models.translation_base import texts_of
from articles.rendering.source_blocks import Texts
from articles.rendering.text_pictures import pictured_files

_ARTICLE_COLUMNS = [field.attname for field in Article._meta.concrete_fields]
# Columns that an update writes: identity and creation time never change.
_UPDATED_COLUMNS = [name for name in _ARTICLE_COLUMNS if name not in ("id", "created_at")]
_article_values = attrgetter(*_ARTICLE_COLUMNS)


class RowBatch:
    """The rows of one batch. Nothing reaches the database before `write()`."""

    def __init__(self, taxonomy: TaxonomyCache) -> None:
        self.taxonomy = taxonomy
        self._now = timezone.now()
        # By the id of the article, of those that are updated.
        self._standings: dict[int, Standing | None] = {}
        self._old_files: dict[int, list[str]] = {}
        self.created: list[Article] = []
        # Articles whose text the batch changes, each with its texts of before.
        self.retold: list[tuple[Article, Texts]] = []
        # Articles that got other unknown keys from their files.
        self.rekeyed: list[Article] = []
        self._updated: list[Article] = []
        self._tags: list[tuple[Article, list[Tag]]] = []
        self._authors: list[tuple[Article, list[Author]]] = []
        self._images = ImageRows(self._now)
        self._originals: list[tuple[Article, IncomingFile]] = []
        self._revisions: list[Revision] = []
        # Articles whose slug changes, each with its old URL, which is empty where none was public.
        self._moved: list[tuple[Article, str]] = []
        self._with_aliases: list[Article] = []
        # By the id of the article, once the batch is written.
        self.untaken_aliases: dict[int, list[UntakenAlias]] = {}
        self._dropped_aliases: list[tuple[Article, Collection[str]]] = []
        self._held: list[HeldFile] = []

    def create(self, article: Article, incoming: IncomingFile) -> None:
        """Add a new article with all fields of its file."""
        cover = self._images.add_cover(incoming)
        article.text_pictures = self._images.add_text_pictures(article, incoming)
        assign_fields(article, incoming.record, ALL_FIELDS, self.taxonomy, cover)
        article.prepare(incoming.derived)
        article.version = 1
        article.created_at = article.modified_at = self._now
        self.created.append(article)
        self._tags.append((article, self.taxonomy.tags(incoming.record.tags)))
        if article.author_names:
            self._authors.append((article, article.author_list))
        if article.aliases:
            self._with_aliases.append(article)

    def keep_standing(self, article: Article) -> None:
        """Remember where an article stands before readers, and which pictures its text shows. Call
        it before its update is begun."""
        self._standings[article.pk] = Standing.of(article)
        self._old_files[article.pk] = pictured_files(article.body_html)

    def update(
        self, article: Article, incoming: IncomingFile, fields: frozenset[str], old_url: str = ""
    ) -> None:
        """Add an article that takes `fields` from its file; the caller has set the status, and
        has called `keep_standing()` before.

        `old_url` is the address from which a redirect stays when the slug changes.
        """
        record = incoming.record
        if "slug" in fields:
            self._moved.append((article, old_url))
            article.slug = record.slug
        if fields & {*Texts._fields}:
            self.retold.append((article, texts_of(article)))
        if "extra" in fields:
            self.rekeyed.append(article)
        cover = self._images.add_cover(incoming) if "cover_image" in fields else None
        article.text_pictures = self._images.add_text_pictures(article, incoming)
        assign_fields(article, record, fields, self.taxonomy, cover)
        article.prepare(incoming.derived if _derives_the_same(article, record) else None)
        article.version += 1
        self._updated.append(article)
        if "tags" in fields:
            self._tags.append((article, self.taxonomy.tags(record.tags)))
        elif fields & COPIED_FIELDS:
            self._tags.append((article, article.tag_list))
        if "author" in fields or (article.author_names and fields & COPIED_FIELDS):
            self._authors.append((article, article.author_list))
        if "aliases" in fields:
            self._with_aliases.append(article)

    def hold(
        self,
        article: Article,
        waiting: Waiting | None,
        incoming: IncomingFile,
        fields: frozenset[str],
    ) -> bool:
        """Add `fields` of a file to the changes that wait beside an article, whose row stays.

        Returns whether anything waits then.
        """
        cover = self._images.add_cover(incoming) if "cover_image" in fields else None
        before = waiting.document if waiting else article
        pictures = self._images.add_text_pictures(before, incoming)
        held = HeldFile(article, waiting, incoming.record, fields, self.taxonomy, cover, pictures)
        self._held.append(held)
        return not held.changes_nothing

    def add_original(self, article: Article, incoming: IncomingFile) -> None:
        """Add the bytes of the file as those that the article was last imported from."""
        self._originals.append((article, incoming))

    def drop_aliases(self, article: Article, paths: Collection[str]) -> None:
        """Remove redirects from old paths that the article's file does not name any more."""
        if paths:
            self._dropped_aliases.append((article, paths))

    def add_revision(self, revision: Revision) -> None:
        """Add the revision that keeps an article as it is before its update."""
        self._revisions.append(revision)

    def write(self) -> None:
        """Write all rows. Raises IntegrityError or DataError."""
        self._make_slugs_unique()
        self._images.write()
        Revision.objects.bulk_create(self._revisions)
        self._write_articles()
        updated = {article.pk for article in self._updated}
        write_tags(self._tags, updated)
        write_authors(self._authors, updated)
        write_held(self._held)
        self._write_image_uses()
        self._write_originals()
        self._leave_redirects()
        for article, paths in self._dropped_aliases:
            keys = set(map(path_key, paths))
            Redirect.objects.filter(article=article, path__in=keys).delete()
        if self._with_aliases:
            self.untaken_aliases = redirect_aliases(self._with_aliases)
        append(self._changes())

    def _changes(self) -> Iterator[ArticleChange]:
        """The changes that readers see. The tags of an update that keeps them are loaded
        already."""
        tags = {article.pk: tags for article, tags in self._tags}
        for article in self.created:
            yield ArticleChange(None, Standing.of(article, tags[article.pk]))
        for article in self._updated:
            after = Standing.of(article, tags.get(article.pk))
            yield ArticleChange(self._standings[article.pk], after)

    def _make_slugs_unique(self) -> None:
        held = [file.revised for file in self._held if file.has_new_slug]
        articles = [*self.created, *(article for article, _old_url in self._moved), *held]
        if not articles:
            return
        moved = [article.pk for article, _old_url in self._moved]
        others = Article.objects.exclude(pk__in=moved) if moved else Article.objects.all()
        same_slug = others.filter(slug__in={article.slug for article in articles})
        slugs = UniqueSlugs(others, set(same_slug.values_list("lang", "slug")))
        for article in articles:
            article.slug = slugs.reserve(article.lang, article.slug)

    def _leave_redirects(self) -> None:
        present = {article.get_absolute_url() for article, _old_url in self._moved}
        for article, old_url in self._moved:
            # Where two articles change places, their addresses lead to the articles themselves.
            none_stays = not old_url or old_url in present
            Redirect.leave(article, article.get_absolute_url() if none_stays else old_url)

    def _free_slugs(self) -> None:
        """Take away the slugs of articles that move, where another article gets them.

        Rows are written one after the other, and no two may have one slug at any moment.
        """
        wanted = {(article.lang, article.slug) for article, _old_url in self._moved}
        moved = Article.objects.filter(pk__in=[article.pk for article, _old_url in self._moved])
        rows = moved.values_list("pk", "lang", "slug")
        for pk, lang, slug in rows if self._moved else ():
            if (lang, slug) in wanted:
                Article.objects.filter(pk=pk).update(slug=f"moving-{pk}-{self._now:%Y%m%d%H%M%S%f}")

    def _write_articles(self) -> None:
        ids = reserve_ids(Article, len(self.created))
        for pk, article in zip(ids, self.created, strict=True):
            article.pk = pk
        for article in chain(self.created, self._updated):
            # An image gets its id after it was assigned to its article.
            article.cover_id = article.cover.pk if article.cover else None
        self._free_slugs()
        insert_rows(Article, _ARTICLE_COLUMNS, map(_article_values, self.created))
        for article in self.created:
            article._state.adding = False
        Article.objects.bulk_create(
            self._updated,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_UPDATED_COLUMNS,
        )

    def _write_image_uses(self) -> None:
        shown = {
            article.pk: files
            for article in chain(self.created, self._updated)
            if (files := pictured_files(article.body_html)) != self._old_files.get(article.pk, [])
        }
        if shown:
            ImageUse.renew("article", shown)

    def _write_originals(self) -> None:
        created = {article.pk for article in self.created}
        replaced = [article.pk for article, _file in self._originals if article.pk not in created]
        if replaced:
            OriginalFile.objects.filter(article__in=replaced).delete()
        slugs = {article.pk: article.slug for article in self.created}
        slugs |= {article.pk: article.slug for article, _old_url in self._moved}
        slugs |= {file.article.pk: file.revised.slug for file in self._held if file.has_new_slug}
        insert_originals(self._originals, slugs, self._now)


def _derives_the_same(article: Article, record: ArticleRecord) -> bool:
    """Whether what was derived from the file is what the article derives."""
    names = ("title", "description", "body", "lang")
    return article.machine_part == machine_part(ai_values(record)) and all(
        getattr(article, name) == getattr(record, name) for name in names
    )
