"""The screen of suggestions: what the model proposes, beside its original, and the decision."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.language_filter import LanguageFilter
from articles.admin.reasons import posted_reason
from articles.admin.request_user import user_of
from articles.admin.rewriting.requests import rewrite_page
from articles.admin.row_views import redirect_from_missing
from articles.lib.graphemes import shorten
from articles.models import Suggestion
from articles.rewriting.budget import budget_state, money
from articles.rewriting.deciding import accept, decline
from articles.rewriting.endpoint import not_configured
from articles.rewriting.exceptions import CannotAccept, SuggestionDecided
from articles.rewriting.sheet import suggestion_sheet
from articles.rewriting.tasks import rewrite_again

State = Suggestion.SuggestionState
# What the change list shows of a suggestion.
_LISTED = (
    "job", "lang", "state", "error", "cost", "asked_at", "item", "article", "asked_by",
)  # fmt: skip
# The class of the pill of each state.
PILLS: dict[str, str] = {
    State.WAITING: "running",
    State.OPEN: "open",
    State.ACCEPTED: "finished",
    State.DECLINED: "draft",
    State.FAILED: "stopped",
}


class SuggestionStateFilter(admin.ChoicesFieldListFilter):
    """Suggestions of one state, as chips."""

    template = "admin/articles/filter_chips.html"


def state_pill(suggestion: Suggestion) -> tuple[str, str | Promise]:
    """Return the class of the pill and the word for the state of a suggestion."""
    return PILLS[suggestion.state], suggestion.get_state_display()


def budget_in_words() -> str:
    """The money spent today, and the rest, in words; one query."""
    state = budget_state()
    if not state.has_prices:
        return gettext(
            "Costs are not counted: the prices of the model are not set (REWRITE_PRICE_IN, "
            "REWRITE_PRICE_OUT)."
        )
    text = gettext("Today %(spent)s of %(limit)s are spent; %(left)s are left until midnight.")
    return text % {
        "spent": money(state.spent),
        "limit": money(state.limit),
        "left": money(state.left),
    }


@admin.register(Suggestion)
class SuggestionAdmin(NewsroomModelAdmin):
    """Suggestions by state; each has a page on which a person accepts or declines it."""

    change_list_template = "admin/articles/suggestion/change_list.html"
    list_display = ["summary", "pill", "price", "asked_by", "asked_at"]
    list_display_links = None
    list_filter = [("state", SuggestionStateFilter), "job", ("lang", LanguageFilter)]
    list_select_related = ["item", "article", "asked_by"]
    list_per_page = 50
    fieldsets = [(None, {"fields": ()})]
    ordering = ["-id"]
    search_fields = ["item__title", "=item__external_id"]
    search_help_text = _("Title or external id of the original")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        """All suggestions; for the change list with the proposed title, and without any text."""
        rows: QuerySet[Suggestion] = super().get_queryset(request)
        match = request.resolver_match
        if not match or match.url_name != "articles_suggestion_changelist":
            related = ("item__source", "article", "call", "prompt", "asked_by", "decided_by")
            return rows.select_related(*related)
        rows = rows.select_related("item", "article", "asked_by")
        return rows.annotate(proposed=KeyTextTransform("title", "values")).only(
            *_LISTED, "item__title", "item__external_id", "article__title", "asked_by__username"
        )

    # --- the list -------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, which says what the model cost today."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "budget": budget_in_words(),
            "not_configured": not_configured(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.display(description=_("suggestion"), ordering="id")
    def summary(self, suggestion: Suggestion) -> SafeString:
        """A link with the proposed title, and below it the job and why it failed or waits."""
        words = [str(suggestion.get_job_display()), suggestion.lang]
        return format_html(
            '<a class="headline" href="{}" dir="auto">{}</a><span class="second">{}</span>'
            '<span class="second" dir="auto">{}</span>',
            reverse("admin:articles_suggestion_change", args=[suggestion.pk]),
            shorten(getattr(suggestion, "proposed", "") or str(suggestion.item or ""), 200),
            " · ".join(words),
            suggestion.error,
        )

    @admin.display(description=_("state"), ordering="state")
    def pill(self, suggestion: Suggestion) -> SafeString:
        """The state, as a colour and a word."""
        return format_html('<span class="state state-{}">{}</span>', *state_pill(suggestion))

    @admin.display(description=_("cost"), ordering="cost")
    def price(self, suggestion: Suggestion) -> str:
        """The cost in words; a dash before anything was asked."""
        return money(suggestion.cost) if suggestion.cost else "–"

    # --- one suggestion -------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Show a suggestion beside its original, with what the original does not support."""
        suggestion = self._readable(request, unquote(object_id))
        if suggestion is None:
            return redirect_from_missing(self, request)
        return self._page(request, suggestion)

    def _readable(self, request: HttpRequest, object_id: str) -> Suggestion | None:
        suggestion: Suggestion | None = self.get_object(request, object_id)
        if not self.has_view_permission(request, suggestion):
            raise PermissionDenied
        return suggestion

    def _page(
        self, request: HttpRequest, suggestion: Suggestion, reason: str = "", refusal: str = ""
    ) -> HttpResponse:
        call = suggestion.call
        context = {
            **self.admin_site.each_context(request),
            "title": shorten(str(suggestion), 200),
            "opts": self.opts,
            "suggestion": suggestion,
            "state": state_pill(suggestion),
            "item": suggestion.item,
            "sheet": suggestion_sheet(suggestion),
            "call": call,
            "cost": money(call.cost) if call else "",
            "may_decide": suggestion.is_open and self.has_change_permission(request, suggestion),
            "may_retry": suggestion.state == State.FAILED
            and self.has_change_permission(request, suggestion),
            "not_configured": not_configured(),
            "reason": reason,
            "refusal": refusal,
        }
        return TemplateResponse(request, "admin/articles/suggestion/suggestion.html", context)

    # --- asking and deciding --------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, and those of asking and of the decision."""
        view = self.admin_site.admin_view
        return [
            path("rewrite/", view(self.rewrite), name="articles_suggestion_rewrite"),
            path(
                "<int:suggestion_id>/decide/",
                view(require_POST(self.decide)),
                name="articles_suggestion_decide",
            ),
            *super().get_urls(),
        ]

    def rewrite(self, request: HttpRequest) -> HttpResponse:
        """Say what rewriting some originals may cost, and begin it by a POST."""
        if not self.has_asking_permission(request):
            raise PermissionDenied
        return rewrite_page(request, self)

    def decide(self, request: HttpRequest, suggestion_id: int) -> HttpResponse:
        """Accept or decline a suggestion, or have it written again."""
        suggestion = self._readable(request, str(suggestion_id))
        if not self.has_change_permission(request, suggestion):
            raise PermissionDenied
        if suggestion is None:
            return redirect_from_missing(self, request)
        decision = request.POST.get("decision")
        if decision == "accept":
            return self._accept(request, suggestion)
        if decision == "again":
            return self._again(request, suggestion)
        return self._decline(request, suggestion)

    def _accept(self, request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
        try:
            article = accept(suggestion, user_of(request))
        except CannotAccept as error:
            messages.error(request, str(error))
        except SuggestionDecided:
            self._tell_decided(request)
        else:
            text = gettext("Accepted: the story waits for review. Read it beside its original.")
            messages.success(request, text)
            url = reverse("admin:articles_article_review", args=[article.pk])
            return HttpResponseRedirect(url)
        return self._back(suggestion)

    def _decline(self, request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
        reason, refusal = posted_reason(request)
        if not (reason or refusal):
            refusal = gettext("Say in a few words why, so that the prompt can be mended.")
        if refusal:
            return self._page(request, suggestion, reason, refusal)
        try:
            decline(suggestion, user_of(request), reason)
        except SuggestionDecided:
            self._tell_decided(request)
            return self._back(suggestion)
        messages.success(request, gettext("Declined. Nothing was changed."))
        return HttpResponseRedirect(reverse("admin:articles_suggestion_changelist"))

    def _again(self, request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
        if reason := not_configured():
            messages.error(request, reason)
        elif rewrite_again(suggestion, user_of(request)):
            messages.success(request, gettext("The model is asked again in a moment."))
        else:
            self._tell_decided(request)
        return self._back(suggestion)

    def _tell_decided(self, request: HttpRequest) -> None:
        text = gettext("Nothing was done: somebody was quicker. This is how it stands now.")
        messages.warning(request, text)

    def _back(self, suggestion: Suggestion) -> HttpResponse:
        url = reverse("admin:articles_suggestion_change", args=[suggestion.pk])
        return HttpResponseRedirect(url)

    # --- who may --------------------------------------------------------------------------

    def has_asking_permission(self, request: HttpRequest) -> bool:
        """Whether this person may have originals rewritten."""
        return bool(request.user.has_perm("articles.add_suggestion"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the model writes suggestions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: suggestions say where a story came from."""
        return False
