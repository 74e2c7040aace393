"""The list of articles: found by state, moved on by many."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.display import ArticleDisplay
from articles.admin.filters import PinnedFilter, StateFilter
from articles.models import Article
from articles.workflow import PUBLISH, TRANSITIONS, Transition, WrongState

Rows = QuerySet[Article]


class ArticleList(ArticleDisplay, admin.ModelAdmin):
    """The half of `ArticleAdmin` that lists."""

    list_display = ["headline", "state", "sticky_weight", "source", "lang", "published_at"]
    list_display_links = None
    list_filter = [StateFilter, PinnedFilter, "lang", "category", "source"]
    list_per_page = 50
    list_select_related = ["source", "category"]
    date_hierarchy = "published_at"
    ordering = ["-published_at", "-id"]
    search_fields = ["title", "description", "slug", "external_id"]
    search_help_text = _("Title, description, address or external id")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["submit", "publish", "unpublish"]

    def get_queryset(self, request: HttpRequest) -> Rows:
        """The list needs no texts; the form loads its one article whole."""
        rows: Rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "articles_article_changelist":
            rows = rows.defer("body", "body_html", "outline", "extra", "description")
        return rows

    @admin.action(description=_("Submit for review"), permissions=["submit"])
    def submit(self, request: HttpRequest, rows: Rows) -> None:
        """For drafts."""
        self._take_many(request, rows, TRANSITIONS["submit"])

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, rows: Rows) -> None:
        """For stories in review."""
        self._take_many(request, rows, TRANSITIONS["publish"])

    @admin.action(description=_("Unpublish"), permissions=["publish"])
    def unpublish(self, request: HttpRequest, rows: Rows) -> None:
        """For published stories."""
        self._take_many(request, rows, TRANSITIONS["unpublish"])

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Who sees the action; the transition asks again."""
        return request.user.has_perm(f"articles.{TRANSITIONS['submit'].permission}")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who sees the actions; the transitions ask again."""
        return request.user.has_perm(f"articles.{PUBLISH}")

    def _take_many(self, request: HttpRequest, rows: Rows, step: Transition) -> None:
        done, refused = 0, []
        for article in rows:
            try:
                getattr(article, step.name)(request.user)
                done += 1
            except WrongState:
                refused.append(article.title)
        if done:
            text = ngettext("%(count)d story: %(done)s.", "%(count)d stories: %(done)s.", done)
            self.message_user(request, text % {"count": done, "done": step.done}, messages.SUCCESS)
        if refused:
            text = gettext("Left as they are, because their state does not allow it: %(titles)s.")
            titles = "; ".join(refused[:5]) + (" …" if len(refused) > 5 else "")
            self.message_user(request, text % {"titles": titles}, messages.WARNING)
