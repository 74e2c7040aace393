"""The change form of an article as a page, and as JSON for its script."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import gettext

from articles.accounts.desk import layout_of
from articles.admin.articles.change_form.concurrent_edits import EditMerge, control_value
from articles.admin.articles.change_form.forms import ArticleForm
from articles.admin.articles.change_form.publish_panel import (
    PanelAction,
    PublishPanel,
    publish_panel,
    time_zone_note,
)
from articles.admin.articles.change_form.recovery import has_same_corrections, recovery
from articles.admin.articles.change_form.saving import check
from articles.admin.articles.change_form.script_messages import script_messages
from articles.admin.articles.change_form.surroundings import (
    also_reporting,
    open_conflicts,
    outdated_blocks,
    pending_revision,
    taken_back_original,
)
from articles.admin.gone_rows import is_gone
from articles.admin.request_user import user_of
from articles.lib.ascii_urls import split_url
from articles.models import Article, PendingRevision, Presence
from articles.models.autosave import NEW
from articles.workflow import PUBLISH


def change_form_context(
    request: HttpRequest, form: ArticleForm, obj: Article | None
) -> dict[str, object]:
    """The context that `form` needs beside Django's own; `obj` is None for a new article.

    The publish panel, unsaved typing, conflicts with an import, and who else has the form open.
    """
    # `obj` of a posted form has the typed values; the panel is about the stored ones.
    article = Article.objects.get(pk=obj.pk) if obj and form.is_bound else obj
    if article and not form.is_bound and form.stored_state and form.stored_state.overlaps:
        form.merge = EditMerge.from_pending(form, form.stored_state.overlaps)
    pending = pending_revision(article) if form.is_bound else form.pending
    panel = _panel(request, article, pending, _typed_time(form, article))
    form_name = str(article.pk) if article else _name_of_new(request)
    return {
        "title": gettext("Story") if obj else gettext("New story"),
        "panel": _only_save(panel) if is_gone(request) else panel,
        "form_name": form_name,
        "recovery": None if form.is_bound else recovery(request, form, form_name),
        "others": Presence.others(article.pk, request.user) if article else [],
        "time_zone": time_zone_note(),
        "conflicts": open_conflicts(request, article),
        "taken_back": taken_back_original(article),
        "also_reporting": also_reporting(article),
        "outdated": outdated_blocks(article),
        "writable": "body" in form.fields,
        "script_messages": script_messages(),
        "layout": layout_of(user_of(request)),
        "unsplash": bool(settings.UNSPLASH_ACCESS_KEY)
        and request.user.has_perm("articles.add_image"),
        "may_upload": request.user.has_perm("articles.add_image"),
    }


def _name_of_new(request: HttpRequest) -> str:
    """The name of the form of a new article; what was typed for one that is gone gets another."""
    posted = request.POST.get("form_name", "")
    return posted if posted.startswith(NEW) else _new_form_name()


def _only_save(panel: PublishPanel) -> PublishPanel:
    """The panel of an article that is gone: what was typed is saved before anything else."""
    save = PanelAction("save", gettext("Save as a new draft"))
    return replace(panel, primary=save, save=save, others=())


def _typed_time(form: ArticleForm, article: Article | None) -> dt.datetime | None:
    """The time of publication in a form that comes back; the stored one where none can be typed."""
    if form.is_bound and "published_at" in form.fields:
        time: dt.datetime | None = form.cleaned_data.get("published_at")
        return time
    return article.published_at if article else None


def panel_of(
    request: HttpRequest, article: Article | None, time: dt.datetime | None, *, asks: bool = False
) -> PublishPanel:
    """The publish panel of an article as stored, with a button for a publication at `time`.

    `article` is None for a new one; `asks` says that the checks found something to look at first.
    """
    return _panel(request, article, pending_revision(article), time, asks=asks)


def _panel(
    request: HttpRequest,
    article: Article | None,
    pending: PendingRevision | None,
    time: dt.datetime | None,
    *,
    asks: bool = False,
) -> PublishPanel:
    findings = check(article, pending) if article else []
    asks = asks or "ask" in request.GET
    return publish_panel(article, pending, user_of(request), findings, asks=asks, time=time)


def json_response(
    request: HttpRequest, response: Any, model_admin: admin.ModelAdmin, *, is_new: bool
) -> HttpResponse:
    """The `response` to a posted form as JSON: errors by field, merged values, or saved ones."""
    if response.status_code == 200 and "typed" in response.context_data:
        # The typed text stays in the form of who may not save it as a new one.
        errors = {"": [response.context_data["what_happened"]]}
        return JsonResponse({"saved": False, "errors": errors, "is_over": True})
    if response.status_code == 200:
        return _refused(request, response.context_data)
    if response.status_code != 302:
        return response
    url = split_url(response["Location"]).path
    article = model_admin.get_queryset(request).get(pk=int(resolve(url).kwargs["object_id"]))
    query = parse_qs(split_url(response["Location"]).query)
    # A correction that was added has an id now; posted again it would be added twice.
    corrects = not is_new and request.user.has_perm(f"articles.{PUBLISH}")
    has_new_ids = corrects and not has_same_corrections(article, request.POST)
    if has_new_ids or _needs_its_page(request, article, model_admin, asks="ask" in query):
        # Its messages are told there. The script has deleted what it kept of the saved text; an
        # address with `saved` would delete what was typed since.
        follow = f"{url}?{urlencode({'ask': query['ask'][0]})}" if "ask" in query else url
        return JsonResponse({"saved": True, "pk": article.pk, "follow": follow})
    form = model_admin.get_form(request, article, change=True)(instance=article)
    panel = panel_of(request, article, article.published_at, asks="ask" in query)
    view_url = model_admin.get_view_on_site_url(article)
    context = {
        "panel": panel,
        "has_absolute_url": view_url is not None,
        "absolute_url": view_url,
        "time_zone": time_zone_note(),
        "original": article,
        "writable": True,
    }
    return JsonResponse(
        {
            "saved": True,
            "pk": article.pk,
            "url": url,
            "messages": [str(message) for message in messages.get_messages(request)],
            "empty_formsets": _empty_formsets(model_admin.get_inlines(request, article)),
            "values": {bound.html_name: control_value(bound) for bound in form},
            "panel": _render(request, "publish_panel", context),
            "buttons": _render(request, "save_buttons", context),
            "tools": _render(request, "object_tools", context),
            "asks": panel.asks,
        }
    )


def _needs_its_page(
    request: HttpRequest,
    article: Article,
    model_admin: admin.ModelAdmin,
    *,
    asks: bool,
) -> bool:
    """Whether the form of the article has other fields, or none, after what was done."""
    step = request.POST.get("_step", "save")
    is_other = article.is_live != ("update_at" in request.POST)
    if asks or (step == "save" and not (article.is_live and is_other)):
        return False
    is_changed = step == "discard" or is_other
    return is_changed or not model_admin.has_change_permission(request, article)


def _refused(request: HttpRequest, context: dict[str, Any]) -> JsonResponse:
    form = context["adminform"].form
    errors = {bound.id_for_label: list(bound.errors) for bound in form if bound.errors}
    for inline in context["inline_admin_formsets"]:
        for row in inline.formset.forms:
            errors |= {bound.id_for_label: list(bound.errors) for bound in row if bound.errors}
        if inline.formset.non_form_errors():
            errors[""] = list(inline.formset.non_form_errors())
    if form.non_field_errors():
        errors[""] = [*errors.get("", []), *form.non_field_errors()]
    answer: dict[str, object] = {"saved": False, "errors": errors}
    if form.merge:
        names = ["opened_on", *(one.field for one in form.merge.taken)]
        answer["values"] = {form[name].html_name: control_value(form[name]) for name in names}
        answer["merge"] = _render(request, "edit_merge", {"merge": form.merge})
    if gone := context.get("gone"):
        answer["gone"] = {
            "url": gone["url"],
            "form_name": context["form_name"],
            "panel": _render(request, "publish_panel", context),
            "buttons": _render(request, "save_buttons", context),
        }
    # Status 200: browsers log every failed request as an error of the page.
    return JsonResponse(answer)


def _render(request: HttpRequest, name: str, context: dict[str, object]) -> str:
    return render_to_string(f"admin/articles/article/{name}.html", context, request)


def _empty_formsets(inlines: Iterable[type[InlineModelAdmin]]) -> dict[str, str]:
    """The management fields of inlines that the form of a new article does not have yet."""
    prefixes = [inline.model._meta.get_field("article").remote_field.name for inline in inlines]
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    return {f"{prefix}-{count}": "0" for prefix in prefixes for count in counts}


def _new_form_name() -> str:
    return f"{NEW}{secrets.token_hex(8)}"
