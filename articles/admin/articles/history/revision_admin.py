"""The revisions of all articles: the document before every change, to read and to download."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.downloads import markdown_attachment
from articles.admin.base import NewsroomModelAdmin
from articles.editorial.history import RevisionDocument
from articles.models import Revision


@admin.register(Revision)
class RevisionAdmin(NewsroomModelAdmin):
    """Read-only: who changed which article, when and why, and its document before the change."""

    list_display = ["article", "action", "author", "reason", "created_at"]
    list_select_related = ["article", "author"]
    list_filter = ["action"]
    search_fields = ["reason"]
    show_full_result_count = False
    fields = ["article", "action", "author", "created_at", "reason", "status", "document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """All revisions; for the change list without their documents."""
        rows: QuerySet[Revision] = super().get_queryset(request)
        match = request.resolver_match
        listed = match and match.url_name == "articles_revision_changelist"
        return rows.defer("front_matter", "body") if listed else rows

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, and the download of a revision."""
        view = self.admin_site.admin_view(self.download)
        return [
            path("<int:pk>/markdown/", view, name="articles_revision_markdown"),
            *super().get_urls(),
        ]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole document of a revision as a Markdown file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = Revision.objects.select_related("article").filter(pk=pk).first()
        if revision is None:
            raise Http404("no such revision")
        article = revision.article
        name = f"{article.slug}.{article.lang}.{revision.created_at:%Y%m%dT%H%M%S}.md"
        document = RevisionDocument(revision.front_matter, revision.body)
        return markdown_attachment(document.as_file(), name)

    @admin.display(description=_("document before"))
    def document(self, revision: Revision) -> SafeString:
        """The document as its Markdown file shows it."""
        text = RevisionDocument(revision.front_matter, revision.body).as_file().decode()
        return format_html('<pre class="document" dir="auto" tabindex="0">{}</pre>', text)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: revisions are written by changes of articles."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: the history is not rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: old revisions are deleted by their retention rule alone."""
        return False
