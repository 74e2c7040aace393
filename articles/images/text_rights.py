"""Pictures within texts whose rights have ended: HTML for readers leaves them out."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from articles.models import Article, ImageVariant
from articles.models.pictures import has_expired
from articles.rendering.text_pictures import pictured_files, without_pictures


def pictured_variants(html: str) -> list[ImageVariant]:
    """The stored sizes that a rendered text shows, with their images. One query where it shows
    pictures of our own, else none."""
    files = pictured_files(html)
    if not files:
        return []
    return list(ImageVariant.objects.filter(file__in=files).select_related("image"))


def ended_files(variants: Iterable[ImageVariant]) -> set[str]:
    """The names of the files that no image with rights of today has."""
    variants = list(variants)
    shown = {one.file.name for one in variants if not has_expired(one.image.rights_until)}
    return {one.file.name or "" for one in variants if one.file.name not in shown}


def text_for_readers(article: Article) -> SafeString:
    """The HTML of the text without pictures whose rights have ended; queries as above."""
    return without_pictures(article.html, ended_files(pictured_variants(article.body_html)))
