"""Another file for a picture, everywhere that it is used."""

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from articles.editorial.pictures.changing import covered_articles, revise_covered
from articles.editorial.pictures.uses import articles_with_files, names_files
from articles.images.uploads import store_upload
from articles.models import Article, AuditEntry, Image, Page
from articles.models.revise import Changes


def replace_everywhere(picture: Image, file: UploadedFile, by: User) -> int:
    """Give a stored picture the uploaded `file`; return in how many texts it was put.

    Texts, credit and focal point stay; all sizes go. Articles that it covers, or that show one of
    its files within their text, are revised, and pages that do are written. Raises BadImage or
    StorageFails, and then nothing is changed.
    """
    stored = store_upload(file)
    with transaction.atomic():
        covered = covered_articles(picture)
        old = [name for name in picture.variants.values_list("file", flat=True) if name]
        old = [name for name in old if name != stored.name]
        picture.content_hash = stored.content_hash
        picture.colour, picture.perceptual_hash = stored.look or ("", "")
        # Those of the old file: with them, `sign()` would take these columns for its own, too.
        picture.renditions = ""
        picture.save(update_fields=["content_hash", "colour", "perceptual_hash", "renditions"])
        picture.variants.all().delete()
        picture.variants.create(
            name="full", file=stored.name, width=stored.width, height=stored.height
        )
        revise_covered(picture, covered, by)
        texts = Article.objects.for_revision().select_for_update(of=("self",))
        articles = list(articles_with_files(texts, old)) if old else []
        for article in articles:
            shown = {name: getattr(article, name) for name in ("body", "text_pictures")}
            renamed = {name: _renamed(text, old, stored.name) for name, text in shown.items()}
            article.revise(Changes(renamed), by)
        pages = list(Page.objects.select_for_update().filter(names_files(old))) if old else []
        for page in pages:
            page.body = _renamed(page.body, old, stored.name)
            page.save()
        texts_changed = len(articles) + len(pages)
        AuditEntry.record(
            "replace_picture", by, None, id=picture.pk, name=str(picture), texts=texts_changed
        )
    return texts_changed


def _renamed(body: str, old: list[str], new: str) -> str:
    for name in old:
        body = body.replace(name, new)
    return body
