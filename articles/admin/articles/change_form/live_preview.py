"""Views for the script of the change form: a preview of what is typed, and repaired encoding.

Neither stores anything. Both are made apart, so that typing slows no reader down.
"""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_info, gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.access import writer_view
from articles.editorial.exceptions import BusyTyping
from articles.editorial.live_preview import is_long, preview_facts
from articles.editorial.work_apart import work_apart
from articles.front_matter.mojibake import repair_text
from articles.lib import keyset
from articles.lib.provenance import MachinePart
from articles.models import Article
from articles.models.site_hosts import site_hosts

_TEXT_FIELDS = ("title", "description", "body")


@require_POST
@writer_view
def live_preview(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The posted text as the site renders it, with its counts, its problems, and the address made
    of its title, as JSON."""
    texts = {name: request.POST.get(name, "") for name in _TEXT_FIELDS}
    if is_long(*texts.values()):
        return _too_long()
    lang = request.POST.get("lang", "")
    lang = lang if lang in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
    part, files = _unedited_facts(request.POST.get("article", ""))
    try:
        facts = work_apart(preview_facts, texts, lang, site_hosts()._replace(files=files), part)
    except BusyTyping:
        return _busy()
    if facts is None:
        return _too_long()
    direction = "rtl" if get_language_info(lang)["bidi"] else "ltr"
    return JsonResponse(facts | {"lang": lang, "dir": direction})


@require_POST
@writer_view
def repair_encoding(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The posted text with its wrongly decoded characters repaired where that can be proven."""
    text = request.POST.get("text", "")
    if is_long(text):
        return _too_long()
    try:
        return JsonResponse({"text": work_apart(repair_text, text)})
    except BusyTyping:
        return _busy()


def _too_long() -> HttpResponse:
    text = gettext("The text is too long to be shown while you type. Saving keeps all of it.")
    return JsonResponse({"error": text}, status=413)


def _busy() -> HttpResponse:
    """Not done yet: the script waits, and asks again. No error, which a browser would report."""
    return JsonResponse({}, status=202, headers={"Retry-After": "1"})


def _unedited_facts(typed_id: str) -> tuple[MachinePart, dict[str, str]]:
    """The machine's part in the article that is edited, and the pictures that came beside its file
    (`SiteHosts.files`), which no field of the form changes."""
    pk = keyset.read_id(typed_id)
    rows = Article.objects.only("ai", "text_pictures")
    article = None if pk is None else rows.filter(pk=pk).first()
    return (article.machine_part, article.files_of_text) if article else ("", {})
