"""Access to the screens of an article beside its form, and the context that their pages share."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from articles.models import Article

AdminView = Callable[..., HttpResponse]


def article_view(*permissions: str) -> Callable[[AdminView], AdminView]:
    """Decorate `view(request, article, model_admin)`, whose address holds the id of an article.

    The view is for those who may view the article and have all of `permissions` (codenames of this
    app). Others get 403, also for an article that does not exist; 404 is for those who may.
    """

    def decorate(view: AdminView) -> AdminView:
        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin) -> HttpResponse:
            article = Article.objects.for_export().filter(pk=pk).first()
            required = [f"articles.{name}" for name in permissions]
            if not (
                model_admin.has_view_permission(request, article)
                and request.user.has_perms(required)
            ):
                raise PermissionDenied
            if article is None:
                raise Http404("no such article")
            return view(request, article, model_admin)

        return wrapped

    return decorate


def writer_view(view: AdminView) -> AdminView:
    """Decorate `view(request, model_admin)`: 403 for who may neither add nor change articles."""

    @wraps(view)
    def wrapped(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
        may_add = model_admin.has_add_permission(request)
        if not (may_add or model_admin.has_change_permission(request)):
            raise PermissionDenied
        return view(request, model_admin)

    return wrapped


def page_context(
    request: HttpRequest, model_admin: admin.ModelAdmin, title: str, article: Article | None = None
) -> dict[str, object]:
    """The context of a template that extends `admin/articles/page.html`."""
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "article": article,
        "change_url": article and reverse("admin:articles_article_change", args=[article.pk]),
    }
