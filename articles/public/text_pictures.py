"""The text of an article on its page, with the sizes of the pictures in it."""

from django.utils.safestring import SafeString

from articles.models import Article, ImageVariant
from articles.rendering.text_pictures import pictured_files, with_pictures


def text_with_pictures(article: Article) -> SafeString:
    """The HTML of the text. One query where it shows pictures of our own, else none."""
    files = pictured_files(article.body_html)
    variants = ImageVariant.objects.filter(file__in=files).select_related("image") if files else ()
    pictures = {
        variant.file.name or "": (picture, variant.image.style_classes)
        for variant in variants
        # Of a size that is not the one that renditions are made of, nothing more is known.
        if variant.image.source_file == variant.file.name and (picture := variant.image.picture)
    }
    return with_pictures(article.html, pictures)
