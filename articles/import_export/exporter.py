"""Writes articles as files: byte for byte as they were imported, while nobody changed them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from pydantic import ValidationError

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import ParsedFile, dump
from articles.front_matter.merge import TaxonomyAliases, with_base_spelling
from articles.front_matter.patch import patch
from articles.front_matter.problems import printable
from articles.front_matter.schema import value_problems
from articles.front_matter.translation_base import with_base
from articles.images.storing import original_bytes, served_bytes
from articles.import_export.cover_paths import LocalImage, article_path, local_images, text_images
from articles.import_export.exceptions import CannotExport
from articles.import_export.export_paths import ExportPaths
from articles.import_export.export_targets import WRITTEN, ExportTarget
from articles.import_export.originals import original_rules, parse_original
from articles.import_export.store import extract
from articles.import_export.taxonomy_cache import taxonomy_aliases
from articles.import_export.translation_bases import exported_base
from articles.import_export.waiting import with_changes_of_file
from articles.lib.characters import escaped_line
from articles.models import Article

# Counts of articles that were not written, or without their cover; and of images.
INCOMPLETE = "incomplete"
IMAGES = "images"


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """The reason why an article was written without its cover or not at all, and the file's key."""

    article: Article
    key: str
    reason: str

    @property
    def title(self) -> str:
        """The article's title, on one printable line."""
        return printable(self.article.title)

    def __str__(self) -> str:
        name = f"{self.article.lang}/{self.article.slug}"
        key = f"{self.key}: " if self.key else ""
        return (
            f"article {self.article.pk} ({name}, “{self.title}”): {key}{escaped_line(self.reason)}"
        )


def document_of(article: Article, aliases: TaxonomyAliases | None = None) -> bytes:
    """The article as a file: its original bytes, with the changes of editors in their places.

    Where changes of the file wait beside the article, the document is the one that waits.
    `aliases` is the result of `taxonomy_aliases()`, for callers that export many articles. Raises
    pydantic's ValidationError when the article breaks a rule of the file contract.
    """
    article = with_changes_of_file(article)
    images = local_images(article, article_path(article))
    return _document(article, _parsed_original(article), images, aliases)


def export_articles(
    articles: Iterable[Article],
    target: ExportTarget,
    paths: ExportPaths,
    on_problem: Callable[[ExportProblem], object],
    on_article: Callable[[Article], object] = lambda article: None,
    *,
    originals: bool = False,
) -> Counter[str]:
    """Write `articles`, the local images of their covers, at the places that `paths` chooses, and
    the pictures of their texts that came beside their files.

    Images that came with a file are written byte for byte. Those that were uploaded may say where
    they were taken: they are written as readers get them, unless `originals` are asked for.

    Returns counts of WRITTEN and UNCHANGED articles, of INCOMPLETE ones, each of which has called
    `on_problem`, and of written IMAGES. Raises OSError when nothing can be written any more.
    """
    counts: Counter[str] = Counter()
    aliases = taxonomy_aliases()
    for stored in articles:
        article = with_changes_of_file(stored)
        problems: list[ExportProblem] = []
        parsed = _parsed_original(article)
        path = paths.reserve(article, parsed.record.slug if parsed else article.slug)
        images = paths.reserve_images(article, path)
        try:
            document = _document(article, parsed, images, aliases)
            counts[target.write(path, document)] += 1
        except ValidationError as error:
            problems = rules_broken(article, error)
        except CannotExport as error:
            problems = [ExportProblem(article, "", str(error))]
        else:
            for image in [*images, *text_images(article, path)]:
                try:
                    counts[IMAGES] += _write_image(image, target, paths, originals)
                except CannotExport as error:
                    key = f"coverImage.{image.size}" if image.size else "body"
                    problems.append(ExportProblem(article, key, str(error)))
        for problem in problems:
            on_problem(problem)
        counts[INCOMPLETE] += bool(problems)
        on_article(stored)
    return counts


def _write_image(
    image: LocalImage, target: ExportTarget, paths: ExportPaths, originals: bool
) -> bool:
    """Write a local image; whether it was written anew. Raises CannotExport, and OSError."""
    if not image.size and not paths.has_place(image):
        raise _no_place(image)
    return target.write(image.target, _read(image, originals)) == WRITTEN


def rules_broken(article: Article, error: ValidationError) -> list[ExportProblem]:
    """The rules of the file contract that an article breaks, of which `error` tells."""
    return [
        ExportProblem(article, problem.key, f"{problem.message}. {problem.hint}".strip())
        for problem in value_problems(error)
    ]


def _no_place(image: LocalImage) -> CannotExport:
    text = gettext("the picture %(name)s cannot stand where the text says: another file is there")
    return CannotExport(text % {"name": image.value})


def _read(image: LocalImage, originals: bool) -> bytes:
    read = original_bytes if image.was_imported or originals else served_bytes
    try:
        return read(image.name)
    except OSError as error:
        text = gettext("the picture %(name)s is not in the storage (%(error)s)")
        reason = text % {"name": image.name, "error": error.strerror or error}
        raise CannotExport(reason) from error


def _parsed_original(article: Article) -> ParsedFile | None:
    """The file that the article was imported from; None for an article that has none, or one that
    the rules of this site, stricter since the import, refuse."""
    original = getattr(article, "original", None)
    if original is None:
        return None
    try:
        return parse_original(original, article.lang)
    except RecordError:
        return None


def _document(
    article: Article,
    parsed: ParsedFile | None,
    images: Sequence[LocalImage],
    aliases: TaxonomyAliases | None,
) -> bytes:
    record = with_base(extract(article, images), exported_base(article, parsed))
    if parsed is None:
        return dump(record)
    original = article.original
    if with_base_spelling(parsed.record, record) == parsed.record:
        return bytes(original.data)
    # A tag or category that was merged into another is no change of the article.
    aliases = taxonomy_aliases() if aliases is None else aliases
    spelled = with_base_spelling(parsed.record, record, aliases)
    if spelled == parsed.record:
        return bytes(original.data)
    return patch(parsed, spelled, original.path, original_rules(original, article.lang))
