"""What stands beside articles: notes to readers, pictures, pages, old addresses, people."""

from django.contrib.auth.models import User

from articles.models import Article, Correction, Image, Page, Redirect
from articles.workflow import Status
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import HOUR, Desk

PHOTOS = "https://images.unsplash.com/photo"
_KINDS = [kind.value for kind in Correction.WRITTEN]


@action(4, composed=True)
def a_note_is_written(desk: Desk) -> str:
    article = desk.article(Status.PUBLISHED)
    if article is None:
        return ""
    text, kind = f"Note {desk.number()}.", desk.one(_KINDS)
    if desk.by_form():
        path = f"/admin/articles/article/{article.pk}/corrections/"
        desk.browser.get(path)
        desk.browser.post(path, {"act": "publish", "kind": kind, "text": text})
    else:
        date = desk.now - desk.one((0, 1, 50)) * HOUR
        Correction(article=article, text=text, kind=kind, date=date).save()
    return f"{article.pk} {kind}"


@action(3, composed=True)
def a_note_is_changed(desk: Desk) -> str:
    note = desk.row(Correction.objects.select_related("article"))
    if note is None:
        return ""
    desk.touch(note.article)
    if note.kind != Correction.Kind.RETRACTION and desk.chance(0.4):
        note.delete()
        return f"of {note.article_id}: deleted"
    if desk.by_form():
        path = f"/admin/articles/article/{note.article_id}/change/"
        text = f"Typed {desk.number()}."
        saved = desk.browser.submit(
            path, "article_form", **{"corrections-0-text": text, "_step": "save"}
        )
        return f"of {note.article_id} by the form: {'saved' if saved else 'refused'}"
    note.text = f"Changed {desk.number()}."
    note.date -= desk.one((0, 1)) * HOUR
    note.save()
    return f"of {note.article_id}"


@action(1)
def a_picture_is_added(desk: Desk) -> str:
    if Image.objects.count() > 12:
        return ""
    number = desk.number()
    saved = desk.browser.submit(
        "/admin/articles/image/add/", "image_form",
        **{
            "alt": f"Picture {number}", "variants-0-name": "regular",
            "variants-0-url": f"{PHOTOS}-{number}?w=1080",
        },
    )  # fmt: skip
    return "saved" if saved else "refused"


@action(4)
def a_picture_is_changed(desk: Desk) -> str:
    covers = Image.objects.filter(pk__in=Article.objects.exclude(cover=None).values("cover"))
    # Texts may show those.
    local = Image.objects.filter(origin=Image.Origin.LOCAL)
    image = desk.row(desk.one((covers, covers, covers, local, Image.objects.all())))
    if image is None:
        return ""
    desk.touch(image)
    number = desk.number()
    size = {"variants-0-url": f"{PHOTOS}-{number}?w=1080"}
    typed = desk.one(
        (
            {"alt": f"Picture {number}"},
            {"caption": desk.one(("", f"Caption {number}"))},
            {"credit": desk.one(("", f"Ann {number}"))},
            {"rights_until": desk.one(("", f"{desk.time().date()}"))},
            {"focal_x": str(desk.one(range(100)))},
            size,
            {"variants-0-width": "1080", "variants-0-height": "700"},
        )
    )
    path = f"/admin/articles/image/{image.pk}/change/"
    saved = desk.browser.submit(path, "image_form", **typed)
    return f"{image.pk} {typed}: {'saved' if saved else 'refused'}"


@action(1)
def a_picture_is_deleted(desk: Desk) -> str:
    image = desk.row(Image.objects.all())
    if image is None:
        return ""
    desk.touch(image)
    deleted = desk.browser.submit(f"/admin/articles/image/{image.pk}/delete/", post="yes")
    return f"{image.pk}: {'deleted' if deleted else 'refused'}"


@action(2)
def a_page_is_written(desk: Desk) -> str:
    slug = desk.one(("about", "editorial-policy", "contact", f"page-{desk.number()}"))
    lang = desk.lang()
    desk.touched.append(f"/{lang}/{slug}/")
    page = Page.objects.filter(slug=slug, lang=lang).first()
    path = f"/admin/articles/page/{page.pk}/change/" if page else "/admin/articles/page/add/"
    saved = desk.browser.submit(
        path, "page_form", title=f"Page {desk.number()}", body=desk.body(), slug=slug, lang=lang
    )
    return f"{lang} {slug}: {'saved' if saved else 'refused'}"


@action(2)
def a_page_is_moved_or_deleted(desk: Desk) -> str:
    page = desk.row(Page.objects.all())
    if page is None:
        return ""
    desk.touched.append(page.get_absolute_url())
    path = f"/admin/articles/page/{page.pk}"
    if desk.chance(0.4):
        desk.browser.submit(f"{path}/delete/", post="yes")
        return f"{page}: deleted"
    typed: dict[str, object] = desk.one(
        (
            {"slug": f"page-{desk.number()}"},
            {"lang": desk.lang()},
            {"slug": "about"},
            {"is_draft": desk.one(("on", None))},
            {"position": desk.number() % 7},
            {"description": f"Described {desk.number()}."},
        )
    )
    saved = desk.browser.submit(f"{path}/change/", "page_form", **typed)
    after = Page.objects.get(pk=page.pk)
    desk.touched.append(after.get_absolute_url())
    return f"{page.pk} {typed}: {'saved' if saved else 'refused'}"


@action(3)
def an_old_address_is_changed(desk: Desk) -> str:
    redirect = desk.row(Redirect.objects.all())
    if redirect and desk.chance(0.5):
        desk.touched.append(redirect.path)
        path = f"/admin/articles/redirect/{redirect.pk}"
        if desk.chance(0.5):
            desk.browser.submit(f"{path}/delete/", post="yes")
            return f"{redirect.path}: deleted"
        new = f"/old/{desk.number()}/"
        desk.touched.append(new)
        desk.browser.submit(f"{path}/change/", "redirect_form", path=new)
        return f"{redirect.path} to {new}"
    article, page = desk.article(), desk.row(Page.objects.all())
    if article is None:
        return ""
    path = desk.one((f"/old/{desk.one(range(20))}/", f"/en/articles/old-{desk.one(range(20))}/"))
    desk.touched.append(path)
    leads = {"page": page.pk} if page and desk.chance(0.3) else {"article": article.pk}
    # The field of the article is a list that a script fills.
    saved = desk.browser.submit(
        "/admin/articles/redirect/add/", "redirect_form", path=path, **leads
    )
    return f"{path} {leads}: {'saved' if saved else 'refused'}"


@action(0.5)
def somebody_leaves(desk: Desk) -> str:
    """A person who wrote and decided is deleted; the texts stay."""
    number = desk.number()
    person = User.objects.create_superuser(f"person{number}")
    article = desk.article(Status.PUBLISHED)
    if article:
        article.unpublish(person)
        article.submit(person)
        article.publish(person)
    person.delete()
    return person.username
