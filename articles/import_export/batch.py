"""The rows of a batch of files: collected first, written together."""

from itertools import chain
from operator import attrgetter
from typing import Any

from django.utils import timezone

from articles.db.bulk_insert import insert, new_ids
from articles.front_matter.record import ArticleRecord
from articles.import_export.assign import EVERYTHING, assign
from articles.import_export.read_file import IncomingFile
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.unique_slugs import UniqueSlugs
from articles.models import (
    Article,
    Image,
    ImageVariant,
    OriginalFile,
    Redirect,
    Revision,
    Tag,
    TaggedArticle,
)
from articles.models.revise import leave_redirect

_COLUMNS = [field.attname for field in Article._meta.concrete_fields]
_row_of = attrgetter(*_COLUMNS)
# What a change writes; the rest of a row is identity and book-keeping.
_WRITTEN = [column for column in _COLUMNS if column not in ("id", "created_at")]
_IMAGE = ("id", "alt", "caption", "credit", "extra", "signature", "sizes", "created_at")
_SIZE = ("image_id", "name", "url", "file", "width", "height")
_LINK = ("content_object_id", "tag_id", "position", *TaggedArticle.COPIES)
_copies_of = attrgetter(*TaggedArticle.COPIES)
_ORIGINAL = (
    "article_id", "root", "path", "data", "sha256", "mended_sha256", "pictures", "repairs",
    "imported_at",
)  # fmt: skip


class RowBatch:
    """What a batch writes. Nothing reaches the database before `write()`."""

    def __init__(self, labels: TaxonomyCache) -> None:
        self.labels = labels
        self._now = timezone.now()
        self._created: list[Article] = []
        self._changed: list[Article] = []
        self._tags: list[tuple[Article, list[Tag]]] = []
        # Each with its sizes: name, address, our copy, width, height.
        self._covers: list[tuple[Image, list[tuple[Any, ...]]]] = []
        self._originals: list[tuple[Article, IncomingFile]] = []
        self._revisions: list[Revision] = []
        self._moved: list[tuple[Article, str]] = []
        self._aliased: list[Article] = []

    def create(self, article: Article, incoming: IncomingFile) -> None:
        """A new article with all that its file says."""
        assign(article, incoming.record, EVERYTHING, self.labels, self.add_cover(incoming))
        article.prepare(incoming.derived)
        article.version = 1
        article.created_at = article.modified_at = self._now
        self._created.append(article)
        self._tags.append((article, self.labels.tags(incoming.record.tags)))
        if article.aliases:
            self._aliased.append(article)

    def follow(self, article: Article, incoming: IncomingFile, fields: frozenset[str]) -> None:
        """An article that follows its file in `fields`; `draft` is the caller's."""
        record = incoming.record
        if "slug" in fields:
            # The old address leads to the new one.
            self._moved.append((article, article.get_absolute_url()))
            article.slug = record.slug
        cover = self.add_cover(incoming) if "cover_image" in fields else None
        assign(article, record, fields, self.labels, cover)
        article.prepare(incoming.derived if _same_text(article, record) else None)
        article.version += 1
        self._changed.append(article)
        if "tags" in fields:
            self._tags.append((article, self.labels.tags(record.tags)))
        elif fields & {"published_at", "draft", "sticky_weight"}:
            # The links carry copies of these.
            self._tags.append((article, article.tag_list))
        if "aliases" in fields:
            self._aliased.append(article)

    def keep_original(self, article: Article, incoming: IncomingFile) -> None:
        """The bytes of the file are what the article was last imported from."""
        self._originals.append((article, incoming))

    def keep_revision(self, revision: Revision) -> None:
        """What an article said before the change."""
        self._revisions.append(revision)

    def write(self) -> None:
        """All of it, table by table."""
        self._give_slugs()
        self._write_covers()
        Revision.objects.bulk_create(self._revisions)
        self._write_articles()
        self._write_tags()
        self._write_originals()
        for article, old_path in self._moved:
            leave_redirect(article, old_path)
        for article in self._aliased:
            keep_aliases(article)

    def add_cover(self, incoming: IncomingFile) -> Image | None:
        """The cover of a file, None without one; it has an id once the batch is written."""
        record = incoming.record.cover_image
        if record is None:
            return None
        sizes: list[tuple[Any, ...]] = []
        for name, url in record.sizes.items():
            copy = incoming.pictures.get(name)
            kept = (copy.name, copy.width, copy.height) if copy else ("", None, None)
            sizes.append((name, url, *kept))
        image = Image(
            alt=record.alt,
            credit=record.credit,
            extra=dict(record.extra),
            created_at=self._now,
        )
        image.describe(sizes)
        self._covers.append((image, sizes))
        return image

    def _give_slugs(self) -> None:
        """To each story an address of its own: `slug`, or `slug-2`, `slug-3`…"""
        placed = [*self._created, *(article for article, _past in self._moved)]
        if not placed:
            return
        moved = [article.pk for article, _past in self._moved]
        others = Article.objects.exclude(pk__in=moved) if moved else Article.objects.all()
        taken = others.filter(slug__in={article.slug for article in placed})
        places = UniqueSlugs(others, set(taken.values_list("lang", "slug")))
        for article in placed:
            article.slug = places.take(article.lang, article.slug)

    def _write_covers(self) -> None:
        ids = new_ids(Image, len(self._covers))
        for number, (image, _sizes) in zip(ids, self._covers, strict=True):
            image.pk = number
        insert(Image, _IMAGE, [attrgetter(*_IMAGE)(image) for image, _sizes in self._covers])
        insert(
            ImageVariant,
            _SIZE,
            [(image.pk, *size) for image, sizes in self._covers for size in sizes],
        )

    def _write_articles(self) -> None:
        for number, article in zip(
            new_ids(Article, len(self._created)), self._created, strict=True
        ):
            article.pk = number
        for article in chain(self._created, self._changed):
            # The picture may have got its id after it became the cover.
            article.cover_id = article.cover.pk if article.cover else None
        insert(Article, _COLUMNS, map(_row_of, self._created))
        for article in self._created:
            article._state.adding = False
        Article.objects.bulk_create(
            self._changed, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
        )

    def _write_tags(self) -> None:
        changed = {article.pk for article in self._changed}
        again = [article.pk for article, _tags in self._tags if article.pk in changed]
        if again:
            TaggedArticle.objects.filter(content_object_id__in=again).delete()
        insert(
            TaggedArticle,
            _LINK,
            [
                (article.pk, tag.pk, place, *copies)
                for article, tags in self._tags
                for copies in (_copies_of(article),)
                for place, tag in enumerate(tags)
            ],
        )

    def _write_originals(self) -> None:
        fresh = {article.pk for article in self._created}
        again = [article.pk for article, _i in self._originals if article.pk not in fresh]
        if again:
            OriginalFile.objects.filter(article__in=again).delete()
        rows = [
            (article.pk, *_original(incoming), self._now) for article, incoming in self._originals
        ]
        insert(OriginalFile, _ORIGINAL, rows)


def _same_text(article: Article, record: ArticleRecord) -> bool:
    texts = ("title", "description", "body")
    return all(getattr(article, name) == getattr(record, name) for name in texts)


def _original(incoming: IncomingFile) -> tuple[Any, ...]:
    pictures = incoming.pictures.items()
    repairs = incoming.repairs
    return (
        incoming.root,
        incoming.path,
        incoming.document,
        incoming.sha256,
        incoming.mended_sha256,
        {size: [copy.name, copy.width, copy.height] for size, copy in pictures},
        [{"key": one.key, "before": one.before, "after": one.after} for one in repairs],
    )


def keep_aliases(article: Article) -> None:
    """Let the old paths of the article's file lead to it, unless they lead elsewhere already."""
    for path in article.aliases:
        Redirect.objects.get_or_create(path=path, defaults={"article": article})
