"""Chooses the places of files in an export: below its root, and no two files in one place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from django.db.models import Count, Min

from articles.front_matter.files import MARKDOWN_ENDINGS, export_path
from articles.import_export.cover_paths import LocalImage, local_images
from articles.import_export.discover import is_article_path
from articles.lib.disk_names import composed
from articles.models import Article, OriginalFile

# What some system reads as another folder, or no system should have in a name.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")


class ExportPaths:
    """The places that the files of one export have.

    Names that differ only in case or in their Unicode form are one place: they are one file on
    some systems. `owners` are the articles that own a path which several were imported from.
    """

    def __init__(self, owners: Mapping[str, int] | None = None) -> None:
        self._owners = owners or {}
        # What stands in a place: the id of an article, or the name of an image in the storage.
        self._taken: dict[str, int | str] = {}
        # Paths of images by their composed form: an import finds an image by either.
        self._images: dict[str, str] = {}

    def reserve(self, article: Article, slug: str) -> str:
        """Reserve and return the place of an article, whose own file gives it `slug`.

        An imported article keeps the path of its file while it has the slug that the import gave
        it. With another slug the file is called after that, in the same folder; so is the file of
        an article without an external id that got another slug because its own was taken.
        """
        places = self._places(article, slug)
        return next(path for path in places if self._take(path, article.pk))

    def reserve_images(self, article: Article, path: str) -> list[LocalImage]:
        """Reserve and return the places of the cover's local images, for a file at `path`."""
        return [
            replace(image, target=self._images.setdefault(composed(image.target), image.target))
            for image in local_images(article, path, self._take)
        ]

    def has_place(self, image: LocalImage) -> bool:
        """Reserve the place of a picture of a text, which can stand nowhere else; False where it
        leads out of the root, or another file stands there."""
        return is_safe(image.target) and self._take(image.target, image.name)

    def _take(self, path: str, what: int | str) -> bool:
        return self._taken.setdefault(_place(path), what) == what

    def _places(self, article: Article, slug: str) -> Iterator[str]:
        original = getattr(article, "original", None)
        if original and is_safe(original.path):
            path = original.path
            is_owner = self._owners.get(path, article.pk) == article.pk
            # Without an external id the slug is what an import knows the article by.
            slugs = (slug, original.slug) if article.external_id else (slug,)
            if article.slug in slugs and is_owner and is_article_path(path):
                yield path
            renamed = _renamed(path, article)
            if is_article_path(renamed):
                yield renamed
        path = export_path(article)
        yield path
        folder, _slash, name = path.rpartition("/")
        yield f"{folder}/{article.pk}/{name}"


def path_owners() -> dict[str, int]:
    """Return the id of the article that has a path in every export, by path.

    Only paths that several articles were imported from, in different folders, are in it; the
    first article has the path. One query.
    """
    paths = OriginalFile.objects.values("path").annotate(files=Count("pk"), first=Min("article_id"))
    return dict(paths.filter(files__gt=1).order_by().values_list("path", "first"))


def is_safe(path: str) -> bool:
    """Whether a path stays below the folder that it is joined to, on every system."""
    parts = path.split("/")
    return not _UNSAFE.search(path) and not {"", ".", ".."}.intersection(parts)


def _renamed(path: str, article: Article) -> str:
    """The path of a file with the article's slug as its name, in the same folder."""
    old = PurePosixPath(path)
    if article.slug == "index":
        # A file of this name is called after its folder.
        old = old.parent / "index" / old.name
    ending = old.suffix if old.suffix.lower() in MARKDOWN_ENDINGS else ".md"
    names_language = old.stem.lower().endswith(f".{article.lang.lower()}")
    renamed = str(old.with_name(f"{article.slug}{ending}"))
    if names_language or not is_article_path(renamed):
        renamed = str(old.with_name(f"{article.slug}.{article.lang}{ending}"))
    return renamed


def _place(path: str) -> str:
    return composed(composed(path).casefold())
