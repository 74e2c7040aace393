"""Unsaved typing of the change form, kept on the server for its author."""

import re

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.access import writer_view
from articles.admin.articles.change_form.recovery import is_article_form, recovery
from articles.models import Article, Autosave

# Characters; more than any form holds (IMPORT_MAX_BODY is 2,000,000).
_MAX_LENGTH = 5_000_000
_NEW_FORM = re.compile(r"new-[\w-]{1,36}")
# Posted by the form's script, and no part of the article.
_IGNORED = ("csrfmiddlewaretoken", "form_name", "_step", "_confirmed")


@require_POST
@writer_view
def save_typed(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Keep the posted form, valid or not; JSON with the time.

    With `?compare` also `recovery`, the HTML of what differs from the article: for typing that only
    the browser had kept.
    """
    name = _form_name(request, model_admin)
    if not name:
        return JsonResponse({"error": gettext("Which form is it?")}, status=400)
    values = {field: text for field, text in request.POST.items() if field not in _IGNORED}
    if sum(map(len, values.values())) > _MAX_LENGTH:
        return JsonResponse({"error": gettext("Too much to keep.")}, status=413)
    saved_at = Autosave.keep(request.user, name, values)
    answer = {"saved_at": saved_at.isoformat()}
    if "compare" in request.GET:
        article = model_admin.get_object(request, name) if is_article_form(name) else None
        form_class = model_admin.get_form(request, article, change=article is not None)
        context = {"recovery": recovery(request, form_class(instance=article), name)}
        template = "admin/articles/article/recovery.html"
        answer["recovery"] = render_to_string(template, context, request)
    return JsonResponse(answer)


@require_POST
@writer_view
def forget_typed(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Delete the kept typing of the form `form_name`."""
    if _is_form(name := request.POST.get("form_name", "")):
        Autosave.forget(request.user, name)
    return JsonResponse({})


def _is_form(name: str) -> bool:
    return is_article_form(name) or bool(_NEW_FORM.fullmatch(name))


def _form_name(request: HttpRequest, model_admin: admin.ModelAdmin) -> str:
    """The posted name of the form; empty for a wrong one.

    Raises PermissionDenied for those who may not save that form.
    """
    name = request.POST.get("form_name", "")
    if is_article_form(name):
        article = Article.objects.filter(pk=int(name)).first()
        if article is None or not model_admin.has_change_permission(request, article):
            raise PermissionDenied
        return name
    return name if _NEW_FORM.fullmatch(name) else ""
