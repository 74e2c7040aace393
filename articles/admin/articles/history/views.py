"""The history of an article: its revisions, any two of them compared, and one of them restored."""

from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.access import article_view, page_context
from articles.admin.reasons import posted_reason
from articles.editorial.exceptions import DocumentRefused
from articles.editorial.history import (
    FILE,
    PRESENT,
    RevisionDocument,
    changed_keys,
    changed_prose,
    entries,
    restore,
    restore_passage,
    version,
)
from articles.editorial.passages import changed_passages
from articles.lib import keyset
from articles.models import Article, Revision
from articles.models.exceptions import StaleArticle


@article_view("view_revision")
def revisions(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """A page of the article's revisions in sentences, the newest first."""
    before = keyset.read_id(request.GET.get("before", "")) or 0
    page, following = entries(article, before)
    title = gettext("Versions: %s") % article.title
    context = page_context(request, model_admin, title, article) | {
        "entries": page,
        "following": following,
        "later": before,
        "has_file": getattr(article, "original", None) is not None,
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


@article_view("view_revision")
def compare(request: HttpRequest, article: Article, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Any two versions (`?old`, `?new`) word by word, with a form that restores the older one."""
    names = request.GET.get("old") or FILE, request.GET.get("new") or PRESENT
    # The two can be chosen the wrong way round: the older one stands on the left.
    ids = [keyset.read_id(name) for name in names]
    if ids[0] is not None and ids[1] is not None and ids[0] > ids[1]:
        names = names[1], names[0]
    return _comparison(request, article, model_admin, names)


def _comparison(
    request: HttpRequest,
    article: Article,
    model_admin: admin.ModelAdmin,
    names: tuple[str, str],
    reason: str = "",
    refusal: str = "",
) -> HttpResponse:
    """The page of two versions; `refusal` says why the typed `reason` cannot be taken."""
    old, new = (version(article, name) for name in names)
    if old is None or new is None:
        return _not_kept(request, article)
    title = gettext("Compare: %s") % article.title
    context = page_context(request, model_admin, title, article) | _difference(request, old, new)
    may_restore = model_admin.has_change_permission(request, article)
    has_passages = may_restore and keyset.read_id(names[0]) is not None and names[1] == PRESENT
    context |= {
        "sides": [_side(article, name) for name in names],
        "revision": "" if keyset.read_id(names[0]) is None else names[0],
        "may_restore": may_restore,
        "passages": changed_passages(old.body, new.body) if has_passages else [],
        "reason": reason,
        "refusal": refusal,
    }
    return TemplateResponse(request, "admin/articles/article/compare.html", context)


@article_view("view_revision")
def compare_with_import(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The file as it was imported, and what editors changed since."""
    file = version(article, FILE)
    present = RevisionDocument({}, "") if file is None else version(article, PRESENT)
    title = gettext("Origin: %s") % article.title
    context = page_context(request, model_admin, title, article) | {"file": file}
    if file and present:
        context |= _difference(request, file, present)
    return TemplateResponse(request, "admin/articles/article/import_comparison.html", context)


@require_POST
@article_view("view_revision")
def restore_revision(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """Save the text of a revision, or one passage of it, as the article's new text, for those who
    may change it."""
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    pk = keyset.read_id(request.POST.get("revision", "")) or 0
    opened_version = keyset.read_id(request.POST.get("version", ""))
    revision = Revision.objects.filter(article=article, pk=pk).first()
    if revision is None or opened_version is None:
        return _not_kept(request, article)
    number = request.POST.get("passage", "")
    if number.isdecimal():
        place = int(number[:6])
        _put_back(
            request,
            partial(restore_passage, article, revision, place, opened_version, request.user),
        )
        url = reverse("admin:articles_article_compare", args=[article.pk])
        return HttpResponseRedirect(f"{url}?old={revision.pk}&new={PRESENT}")
    reason, refused = posted_reason(request)
    if refused:
        names = str(revision.pk), PRESENT
        return _comparison(request, article, model_admin, names, reason, refused)
    _put_back(request, partial(restore, article, revision, opened_version, request.user, reason))
    return _to_revisions(article)


def _put_back(request: HttpRequest, write: Callable[[], object]) -> None:
    """Write an older text, and tell whether that went well."""
    try:
        write()
    except StaleArticle:
        text = gettext("Nothing was put back: somebody saved the story meanwhile. Look again.")
        messages.warning(request, text)
    except DocumentRefused:
        text = gettext("That text breaks a rule that is newer than it. Copy what you need.")
        messages.error(request, text)
    else:
        messages.success(request, gettext("Put back. The text before it is in the history, too."))


def _not_kept(request: HttpRequest, article: Article) -> HttpResponse:
    messages.warning(request, gettext("That version is not kept any more."))
    return _to_revisions(article)


def _to_revisions(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[article.pk]))


def _difference(
    request: HttpRequest, old: RevisionDocument, new: RevisionDocument
) -> dict[str, object]:
    """The context of `document_diff.html`."""
    whole = "whole" in request.GET
    query = request.GET.copy()
    query["whole"] = "1"
    return {
        "keys": changed_keys(old, new),
        "pieces": changed_prose(old, new, whole=whole),
        "same_prose": old.body == new.body,
        "whole_url": "" if whole else f"?{query.urlencode()}",
    }


def _side(article: Article, name: str) -> tuple[str, Revision | None]:
    """One side of a comparison: (its name for people, its revision if it is one)."""
    if name == PRESENT:
        return gettext("Now"), None
    if name == FILE:
        return gettext("The file as it was imported"), None
    rows = Revision.objects.select_related("author").defer("front_matter", "body")
    revision = rows.get(article=article, pk=int(name))
    return gettext("Before: %s") % revision.get_action_display(), revision
