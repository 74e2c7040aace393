"""A text on its page, with the sizes and the captions of the pictures in it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.images.text_rights import ended_files, pictured_variants
from articles.models import Image
from articles.models.pictures import picture_of
from articles.rendering.text_pictures import ShownPicture, with_pictures, without_pictures


def text_with_pictures(html: SafeString, lang: str) -> SafeString:
    """The sanitised HTML of a text in a language, without pictures whose rights have ended. One
    query where it shows pictures of our own, else none."""
    variants = pictured_variants(html)
    pictures = {
        variant.file.name or "": ShownPicture(
            sources, variant.image.style_classes, _caption(variant.image, lang)
        )
        for variant in variants
        # Of a size that is not the one that renditions are made of, nothing more is known.
        if variant.image.source_file == variant.file.name
        # Whether somebody is named decides of covers alone (HIDE_UNCREDITED_COVERS).
        and (sources := picture_of(variant.image.sizes, variant.image.renditions))
    }
    return with_pictures(without_pictures(html, ended_files(variants)), pictures)


def _caption(image: Image, lang: str) -> SafeString:
    return render_to_string("articles/_caption.html", {"image": image, "lang": lang})
