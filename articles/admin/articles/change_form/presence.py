"""Presence: the people who have the change form of an article open, for the script of the form."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from articles.models import Article, PendingRevision, Presence


@require_POST
def presence(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Note that the form is open, or closed with `leaving`.

    JSON with the names of the `others` who have it open, and the versions of the article and of its
    pending revision (0 for none), so that the script knows whether somebody saved.
    """
    article = Article.objects.filter(pk=pk).only("pk", "status", "version").first()
    if article is None or not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    if "leaving" in request.POST:
        Presence.gone(pk, request.user)
        return JsonResponse({})
    Presence.here(pk, request.user)
    pending = PendingRevision.objects.filter(article=pk).values_list("version", flat=True)
    return JsonResponse(
        {
            "others": Presence.others(pk, request.user),
            "article": article.version,
            "pending": pending.first() or 0,
        }
    )
