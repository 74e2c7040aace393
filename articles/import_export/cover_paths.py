"""The paths of local images in files: beside the article, below one root.

A size of a cover is an https address, or a copy of our own in the storage. For a copy the file
says a relative path: the one it came with, or else the copy's name in the storage below the root
of all files (`covers/…`). Every export writes the copy where its article's file says. Pictures of
a text have the path that the text says, and no other.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from articles.front_matter.files import export_path
from articles.models import Article, ImageVariant
from articles.rendering.text_pictures import file_path, relative_pictures


@dataclass(frozen=True, slots=True)
class LocalImage:
    """One size of a cover that our storage has, or a picture of a text, whose `size` is empty.

    `value` is its relative path in the article's file, `target` the same below the root, `name`
    that in the storage. `was_imported`: it came with the article's file, not by an
    upload.
    """

    size: str
    value: str
    target: str
    name: str
    was_imported: bool


def article_path(article: Article) -> str:
    """The path that the article's file has, or would have: its own, or that of an export."""
    original = getattr(article, "original", None)
    return original.path if original else export_path(article)


def local_images(
    article: Article, path: str, is_free: Callable[[str, str], bool] = lambda target, name: True
) -> list[LocalImage]:
    """The local images of an article's cover, for a file at `path` below the root.

    `is_free` says whether the image called `name` in the storage may stand at `target`.
    """
    cover = article.cover
    original = getattr(article, "original", None)
    pictures = original.pictures if original else {}
    images = []
    for variant in cover.variants.all() if cover else ():
        if variant.is_local:
            places = _places(variant, posixpath.dirname(path))
            name = variant.file.name or ""
            value, target = next(place for place in places if is_free(place[1], name))
            images.append(
                LocalImage(variant.name, value, target, name, _was_imported(variant, pictures))
            )
    return images


def text_images(article: Article, path: str) -> list[LocalImage]:
    """The pictures of an article's text that came beside its file, for a file at `path` below the
    root. One query where there are some."""
    names = article.files_of_text
    shown = [url for url in relative_pictures(article.body) if url in names] if names else []
    if not shown:
        return []
    folder = posixpath.dirname(path)
    copies = ImageVariant.objects.filter(file__in={names[url] for url in shown})
    with_path = copies.exclude(url="").exclude(url__startswith="https://")
    imported = set(with_path.values_list("file", flat=True))
    return [
        LocalImage(
            "",
            url,
            posixpath.normpath(posixpath.join(folder, file_path(url))),
            names[url],
            names[url] in imported,
        )
        for url in shown
    ]


def _was_imported(variant: ImageVariant, pictures: Mapping[str, Sequence[object]]) -> bool:
    """Whether the stored file came with the file of this article, whose sizes are `pictures`, or
    with that of another one: a size that was uploaded has no path."""
    if variant.file.name in {name for name, *_pixels in pictures.values()}:
        return True
    return bool(variant.url) and not variant.url.startswith("https://")


def _places(variant: ImageVariant, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the paths that an image may have: relative to `folder`, and below the root."""
    name = variant.file.name or ""
    if variant.value != name:
        target = posixpath.normpath(posixpath.join(folder, variant.value))
        if not target.startswith("../"):
            yield variant.value, target
    yield posixpath.relpath(name, folder or "."), name
    # An image that was stored under a name of its own, which another file of the root has.
    head, tail = posixpath.split(name)
    target = f"{head}/{variant.pk}/{tail}"
    yield posixpath.relpath(target, folder or "."), target
