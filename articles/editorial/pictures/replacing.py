"""Another file for a picture, everywhere that it is used."""

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from articles.editorial.pictures.changing import covered_articles, revise_covered
from articles.editorial.pictures.uses import texts_with
from articles.images.uploads import store_upload
from articles.models import Article, AuditEntry, Image, ImageUse, Page, PendingRevision
from articles.models.revise import Changes

# The texts of an article that name its pictures.
_TEXTS = ("body", "text_pictures")


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
        texts = _rename(old, stored.name, by)
        AuditEntry.record(
            "replace_picture", by, None, id=picture.pk, name=str(picture), texts=texts
        )
    return texts


def _rename(old: list[str], new: str, by: User) -> int:
    """Let all texts that show one of the files `old` show `new`; return the number of texts."""
    uses = texts_with(old)
    stories = Article.objects.for_revision().select_for_update(of=("self",))
    articles = list(stories.filter(pk__in=uses.exclude(article=None).values("article")))
    for article in articles:
        shown = {name: getattr(article, name) for name in _TEXTS}
        renamed = {name: _renamed(text, old, new) for name, text in shown.items()}
        article.revise(Changes(renamed), by)
    rows = PendingRevision.objects.select_related("article").select_for_update(of=("self",))
    waiting = list(rows.filter(pk__in=uses.exclude(pending=None).values("pending")))
    for pending in waiting:
        for values in (pending.values, pending.base):
            values |= {name: _renamed(values[name], old, new) for name in _TEXTS if name in values}
        pending.save(update_fields=["values", "base"])
        ImageUse.renew("pending", {pending.pk: pending.shown_files(pending.article)})
    ids = uses.exclude(page=None).values("page")
    pages = list(Page.objects.select_for_update().filter(pk__in=ids))
    for page in pages:
        page.body = _renamed(page.body, old, new)
        page.save()
    return len(articles) + len(waiting) + len(pages)


def _renamed(text: str, old: list[str], new: str) -> str:
    for name in old:
        text = text.replace(name, new)
    return text
