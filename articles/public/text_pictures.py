"""The text of an article on its page, with the sizes of the pictures in it."""

from django.utils.safestring import SafeString

from articles.images.text_rights import ended_files, pictured_variants
from articles.models import Article
from articles.models.pictures import picture_of
from articles.rendering.text_pictures import with_pictures, without_pictures


def text_with_pictures(article: Article) -> SafeString:
    """The HTML of the text, without pictures whose rights have ended. One query where it shows
    pictures of our own, else none."""
    variants = pictured_variants(article)
    pictures = {
        variant.file.name or "": (picture, variant.image.style_classes)
        for variant in variants
        # Of a size that is not the one that renditions are made of, nothing more is known.
        if variant.image.source_file == variant.file.name
        # Whether somebody is named decides of covers alone (HIDE_UNCREDITED_COVERS).
        and (picture := picture_of(variant.image.sizes, variant.image.renditions))
    }
    return with_pictures(without_pictures(article.html, ended_files(variants)), pictures)
