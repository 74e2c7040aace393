"""Views for the script of the change form: a preview of what is typed, and repaired encoding.

Neither stores anything.
"""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_info, gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.access import writer_view
from articles.front_matter.mojibake import repair_text
from articles.rendering.derived import derive
from articles.rendering.excerpt import is_cut_off
from articles.rendering.markdown import shown_lines

_TEXT_FIELDS = ("title", "description", "body")


@require_POST
@writer_view
def live_preview(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The posted text as the site renders it, with its counts and its problems, as JSON."""
    typed = {name: request.POST.get(name, "") for name in _TEXT_FIELDS}
    if len(typed["body"]) > settings.IMPORT_LIMITS["body"]:
        text = gettext("The text is longer than a story may be (IMPORT_MAX_BODY).")
        return JsonResponse({"error": text}, status=413)
    lang = request.POST.get("lang", "")
    lang = lang if lang in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
    derived = derive(**typed, lang=lang, site_host=settings.SITE_HOST)
    return JsonResponse(
        {
            "html": derived.html,
            "lines": shown_lines(typed["body"], title=typed["title"]),
            "summary": derived.summary,
            "words": derived.word_count,
            "minutes": derived.reading_minutes,
            "lang": lang,
            "dir": "rtl" if get_language_info(lang)["bidi"] else "ltr",
            "cut_off": is_cut_off(typed["description"]),
            "damaged": [name for name in _TEXT_FIELDS if repair_text(typed[name]) != typed[name]],
        }
    )


@require_POST
@writer_view
def repair_encoding(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The posted text with its wrongly decoded characters repaired where that can be proven."""
    return JsonResponse({"text": repair_text(request.POST.get("text", ""))})
