"""Deleting an article: a page that says what goes with it, and then the deletion."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.articles.access import page_context
from articles.admin.reasons import posted_reason
from articles.admin.request_user import user_of
from articles.models import Article
from articles.models.exceptions import CannotDelete


def delete_article(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """A page that shows the consequences; a POST of it deletes, and leads to the change list."""
    why_not = article.why_not_delete()
    reason, refusal = posted_reason(request)
    if request.method == "POST" and not why_not and not refusal:
        title = article.title
        try:
            article.remove(user_of(request), reason)
        except CannotDelete as error:
            why_not = str(error)
        else:
            messages.success(request, gettext("Deleted: “%s”.") % title)
            return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    title = gettext("Delete: %s") % article.title
    context = page_context(request, model_admin, title, article)
    context |= {"why_not": why_not, "reason": reason, "refusal": refusal}
    context |= {} if why_not else _consequences(article)
    return TemplateResponse(request, "admin/articles/article/delete.html", context)


def _consequences(article: Article) -> dict[str, object]:
    """The number of rows of each kind that go with the article, and its file; six queries."""
    return {
        "revisions": article.revisions.count(),
        "corrections": article.corrections.count(),
        "redirects": article.redirects.count(),
        "previews": article.preview_links.count(),
        "conflicts": article.conflicts.count(),
        "file": getattr(article, "original", None),
    }
