"""The admin of upstream items: what stories were made from, read-only."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.admin.rewriting.requests import MOST_ITEMS
from articles.admin.row_views import redirect_from_missing, row_view
from articles.admin.upstream.drafting import draft_of, make_drafts_of
from articles.admin.upstream.verdicts import VerdictFilter, verdict_of
from articles.editorial.taken_back import keep_stories
from articles.ingest.deciding import has_story
from articles.lib.graphemes import shorten
from articles.models import Article, UpstreamItem, UpstreamVersion
from articles.models.upstream_item import articles_of
from articles.workflow import RETRACT

# Versions of one item that its page shows, and characters of each.
_VERSIONS, _SHOWN = 20, 20_000
_STORIES = 50
_SUGGESTIONS = 10
_STORY_COLUMNS = ("title", "lang", "status", "published_at", "expires_at", "slug")


class StoryFilter(admin.SimpleListFilter):
    """Items by whether there is a story of them."""

    title = _("story")
    parameter_name = "story"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The choices: with a story, and without."""
        return [("yes", _("With a story")), ("no", _("Without a story"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[UpstreamItem]
    ) -> QuerySet[UpstreamItem]:
        """The items with a story, or those without; all where nothing is chosen."""
        condition = {"yes": has_story(), "no": ~has_story()}.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class TakenBackFilter(admin.SimpleListFilter):
    """Items that were taken back upstream while readers have a story of them."""

    title = _("taken back")
    parameter_name = "taken_back"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The only choice: taken back, and not decided."""
        return [("open", _("Taken back by its source, to decide"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[UpstreamItem]:
        """The items about which somebody has to decide; all for none."""
        return queryset.proposing_retraction() if self.value() == "open" else queryset


@admin.register(UpstreamItem)
class UpstreamItemAdmin(NewsroomModelAdmin):
    """Originals by source, language, upstream's state and story, each with all its versions."""

    change_list_template = "admin/articles/upstreamitem/change_list.html"
    list_display = ["summary", "became", "source", "lang", "upstream_status", "published_at"]
    list_display_links = None
    list_filter = [
        VerdictFilter,
        StoryFilter,
        TakenBackFilter,
        "upstream_status",
        "lang",
        "source",
        "feed",
    ]
    list_select_related = ["source"]
    list_per_page = 50
    # An item has a page of its own, and nothing of it is edited.
    fieldsets = [(None, {"fields": ()})]
    ordering = ["-id"]
    search_fields = ["=external_id", "title"]
    search_help_text = _("Title or external id")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["make_drafts", "rewrite"]

    @admin.action(description=_("Have them rewritten by the model…"), permissions=["rewrite"])
    def rewrite(self, request: HttpRequest, queryset: QuerySet[UpstreamItem]) -> HttpResponse:
        """Lead to the page that says what it costs, and asks."""
        ids = "-".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:MOST_ITEMS])
        url = reverse("admin:articles_suggestion_rewrite")
        return HttpResponseRedirect(f"{url}?items={ids}")

    def has_rewrite_permission(self, request: HttpRequest) -> bool:
        """Whether this person may have originals rewritten."""
        return bool(request.user.has_perm("articles.add_suggestion"))

    @admin.display(description=_("title"), ordering="title")
    def summary(self, item: UpstreamItem) -> SafeString:
        """A link to the item, and below it its id."""
        return format_html(
            '<a class="headline" href="{}" dir="auto">{}</a>'
            '<span class="second"><bdi>{}</bdi></span>',
            self._page_of(item),
            item,
            item.external_id,
        )

    @admin.display(description=pgettext_lazy("original", "what became of it"), ordering="verdict")
    def became(self, item: UpstreamItem) -> SafeString:
        """The verdict as a colour and a word, with its reason below."""
        return format_html(
            '<span class="state state-{}">{}</span><span class="second">{}</span>',
            *verdict_of(item),
        )

    def has_draft_permission(self, request: HttpRequest) -> bool:
        """Whether this person may make drafts of what is listed here."""
        return self.has_view_permission(request) and request.user.has_perm("articles.add_article")

    @admin.action(description=_("Make drafts of the chosen originals"), permissions=["draft"])
    def make_drafts(self, request: HttpRequest, queryset: QuerySet[UpstreamItem]) -> None:
        """Drafts in review of the chosen originals, whatever the rules decided about them."""
        make_drafts_of(request, queryset)

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and those of the buttons of an original."""
        draft = self.admin_site.admin_view(require_POST(self.make_draft))
        keep = self.admin_site.admin_view(require_POST(self.keep))
        return [
            path("<int:item_id>/keep/", keep, name="articles_upstreamitem_keep"),
            path("<int:item_id>/draft/", draft, name="articles_upstreamitem_draft"),
            *super().get_urls(),
        ]

    def make_draft(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """Make a draft of an original, and lead to it."""
        if not self.has_draft_permission(request):
            raise PermissionDenied
        item = self.get_object(request, str(item_id))
        if item is None:
            return redirect_from_missing(self, request)
        article = draft_of(request, item)
        if article is None:
            return HttpResponseRedirect(self._page_of(item))
        messages.success(request, gettext("The draft is made, and waits for review."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _page_of(self, item: UpstreamItem) -> str:
        return reverse("admin:articles_upstreamitem_change", args=[item.pk])

    @row_view("view")
    def change_view(self, request: HttpRequest, item: UpstreamItem) -> HttpResponse:
        """Show one item: its newest text, the stories made from it, and its versions as they came.

        Eight queries at most besides those of every page.
        """
        stories = articles_of(Article.objects.order_by("lang", "pk"), [item.identity])
        versions = item.versions.all()[: _VERSIONS + 1]
        context = {
            **self.admin_site.each_context(request),
            "title": str(item),
            "opts": self.opts,
            "item": item,
            "verdict": verdict_of(item),
            "may_draft": self.has_draft_permission(request),
            "stories": stories.only(*_STORY_COLUMNS)[:_STORIES],
            "suggestions": item.suggestions.order_by("-pk")[:_SUGGESTIONS],
            "versions": [(version, _shown(version)) for version in versions[:_VERSIONS]],
            "has_more_versions": len(versions) > _VERSIONS,
            "may_keep": request.user.has_perm(f"articles.{RETRACT}"),
        }
        return TemplateResponse(request, "admin/articles/upstreamitem/item.html", context)

    def keep(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """Let the stories of an item stay although its source took it back."""
        item = self.get_object(request, str(item_id))
        may_see = self.has_view_permission(request, item)
        if not (may_see and request.user.has_perm(f"articles.{RETRACT}")):
            raise PermissionDenied
        if item is None:
            return redirect_from_missing(self, request)
        if keep_stories(item, user_of(request)):
            messages.success(request, gettext("Its stories stay. You are asked no more."))
        else:
            messages.info(request, gettext("There was nothing to decide any more."))
        return HttpResponseRedirect(reverse("admin:articles_upstreamitem_change", args=[item.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: upstream gives originals."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: originals are evidence."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: originals are deleted by their retention rule alone."""
        return False


def _shown(version: UpstreamVersion) -> str:
    """The bytes of a version as JSON on lines that people can read; as they came where that fails,
    or where they are many."""
    text = bytes(version.raw).decode(errors="replace")
    if len(text) > _SHOWN:
        return shorten(text, _SHOWN)
    try:
        lines = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text
    # Half a pair of surrogates, where upstream cut an emoji, stays the escape as which it came.
    return lines.encode(errors="backslashreplace").decode()
