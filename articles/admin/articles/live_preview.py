"""The live preview: what is typed, as readers would see it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language_info, gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.permissions import must_write
from articles.front_matter.mojibake import repair_text
from articles.models import Article
from articles.rendering.derived import derive
from articles.rendering.excerpt import is_cut_off
from articles.rendering.markdown import shown_lines

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin

_REPAIRED = ("title", "description", "body")


class Preview(Admin):
    """Side addresses of `ArticleAdmin` for who may write; neither stores anything."""

    def get_urls(self) -> list[URLPattern]:
        """Before the admin's own, which take every path for an id."""
        view = self.admin_site.admin_view
        return [
            path("preview/", view(require_POST(self.preview)), name="articles_article_preview"),
            path("repair/", view(require_POST(self.repair)), name="articles_article_repair"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The text by the renderer of the site, counts, and what the summary lacks."""
        must_write(self, request)
        typed = {name: request.POST.get(name, "") for name in _REPAIRED}
        if len(typed["body"]) > settings.IMPORT_LIMITS["body"]:
            text = gettext("The text is longer than a story may be (IMPORT_MAX_BODY).")
            return JsonResponse({"error": text}, status=413)
        lang = request.POST.get("lang", "")
        lang = lang if lang in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
        made = derive(**typed, lang=lang, site_host=settings.SITE_HOST)
        return JsonResponse(
            {
                "html": made.html,
                "lines": shown_lines(typed["body"], title=typed["title"]),
                "summary": made.summary,
                "words": made.word_count,
                "minutes": made.reading_minutes,
                "lang": lang,
                "dir": "rtl" if get_language_info(lang)["bidi"] else "ltr",
                "cut_off": is_cut_off(typed["description"]),
                "damaged": [name for name in _REPAIRED if repair_text(typed[name]) != typed[name]],
            }
        )

    def repair(self, request: HttpRequest) -> HttpResponse:
        """A text with its wrongly decoded characters put right, where that can be proven."""
        must_write(self, request)
        return JsonResponse({"text": repair_text(request.POST.get("text", ""))})
