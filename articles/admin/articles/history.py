"""What stories said before each change: listed in prose, compared, restored, downloaded."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.articles.article_views import StoryPages
from articles.admin.articles.downloads import attachment
from articles.editorial.exceptions import DocumentRefused
from articles.editorial.history import (
    FILE,
    PRESENT,
    RevisionDocument,
    changed_keys,
    changed_prose,
    entries,
    restore,
    version,
)
from articles.lib import keyset
from articles.models import Article, Revision
from articles.models.exceptions import StaleArticle

_VIEW = "view_revision"


class Versions(StoryPages):
    """Four addresses of `ArticleAdmin`, for those who may see revisions."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        put_back = view(require_POST(self.restore_version))
        return [
            path("<int:pk>/versions/", view(self.versions), name="articles_article_versions"),
            path("<int:pk>/compare/", view(self.compare), name="articles_article_compare"),
            path("<int:pk>/origin/", view(self.origin), name="articles_article_origin"),
            path("<int:pk>/put-back/", put_back, name="articles_article_put_back"),
            *super().get_urls(),
        ]

    def versions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every change in a sentence, the newest first."""
        article = self.story(request, pk, _VIEW)
        before = keyset.read_id(request.GET.get("before", "")) or 0
        found, following = entries(article, before)
        context = self.page_context(request, gettext("Versions: %s") % article.title, article)
        context |= {
            "entries": found,
            "following": following,
            "later": before,
            "has_file": getattr(article, "original", None) is not None,
        }
        return TemplateResponse(request, "admin/articles/article/versions.html", context)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Any two versions, word by word, and a way to put the older one back."""
        article = self.story(request, pk, _VIEW)
        names = request.GET.get("old") or FILE, request.GET.get("new") or PRESENT
        # Two boxes can be ticked the wrong way round: the older one stands on the left.
        old_id, new_id = map(keyset.read_id, names)
        if old_id is not None and new_id is not None and old_id > new_id:
            names = names[1], names[0]
        old, new = (version(article, name) for name in names)
        if old is None or new is None:
            self.message_user(request, _gone(), messages.WARNING)
            where = reverse("admin:articles_article_versions", args=[pk])
            return HttpResponseRedirect(where)
        title = gettext("Compare: %s") % article.title
        context = self.page_context(request, title, article) | self._difference(request, old, new)
        context |= {
            "sides": [_side(article, name) for name in names],
            "revision": "" if keyset.read_id(names[0]) is None else names[0],
            "may_restore": self.has_change_permission(request, article),
        }
        return TemplateResponse(request, "admin/articles/article/compare.html", context)

    def origin(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What upstream said, what the model wrote, what the desk changed."""
        article = self.story(request, pk, _VIEW)
        file = version(article, FILE)
        present = RevisionDocument({}, "") if file is None else version(article, PRESENT)
        context = self.page_context(request, gettext("Origin: %s") % article.title, article)
        context["file"] = file
        if file and present:
            context |= self._difference(request, file, present)
        return TemplateResponse(request, "admin/articles/article/origin.html", context)

    def restore_version(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a story say what it said, as a new save; a live one is an editor's."""
        article = self.story(request, pk, _VIEW)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        number, seen = (
            keyset.read_id(request.POST.get(name, "")) for name in ("revision", "version")
        )
        revision = Revision.objects.filter(article=article, pk=number or 0).first()
        if revision is None or seen is None:
            self.message_user(request, _gone(), messages.WARNING)
        else:
            self._restore(request, article, revision, seen)
        where = reverse("admin:articles_article_versions", args=[pk])
        return HttpResponseRedirect(where)

    def _restore(
        self, request: HttpRequest, article: Article, revision: Revision, seen: int
    ) -> None:
        reason = request.POST.get("reason", "").strip()[:500]
        try:
            restore(article, revision, seen, request.user, reason)
        except StaleArticle:
            text = gettext("Nothing was put back: somebody saved the story meanwhile. Look again.")
            self.message_user(request, text, messages.WARNING)
        except DocumentRefused:
            text = gettext("That text breaks a rule that is newer than it. Copy what you need.")
            self.message_user(request, text, messages.ERROR)
        else:
            text = gettext("Put back. The text before it is in the history, too.")
            self.message_user(request, text, messages.SUCCESS)

    def _difference(
        self, request: HttpRequest, old: RevisionDocument, new: RevisionDocument
    ) -> dict[str, Any]:
        whole = "whole" in request.GET
        pieces = changed_prose(old, new, whole=whole)
        query = request.GET.copy()
        query["whole"] = "1"
        return {
            "keys": changed_keys(old, new),
            "pieces": pieces,
            "same_prose": old.body == new.body,
            "whole_url": "" if whole else f"?{query.urlencode()}",
        }


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """The document before every change, with who and why."""

    list_display = ["article", "action", "author", "reason", "created_at"]
    list_select_related = ["article", "author"]
    list_filter = ["action"]
    search_fields = ["reason"]
    show_full_result_count = False
    fields = ["article", "action", "author", "created_at", "reason", "status", "document"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The list needs no texts."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        listed = match and match.url_name == "articles_revision_changelist"
        return rows.defer("front_matter", "body") if listed else rows

    def get_urls(self) -> list[URLPattern]:
        """One more: the document, to keep."""
        view = self.admin_site.admin_view(self.markdown)
        return [
            path("<int:pk>/markdown/", view, name="articles_revision_markdown"),
            *super().get_urls(),
        ]

    def markdown(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole document as a Markdown file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = Revision.objects.select_related("article").filter(pk=pk).first()
        if revision is None:
            raise Http404("no such revision")
        article = revision.article
        name = f"{article.slug}.{article.lang}.{revision.created_at:%Y%m%dT%H%M%S}.md"
        return attachment(RevisionDocument(revision.front_matter, revision.body).as_file(), name)

    @admin.display(description=_("document before"))
    def document(self, revision: Revision) -> Any:
        """As a file."""
        text = RevisionDocument(revision.front_matter, revision.body).as_file().decode()
        return format_html('<pre class="document" dir="auto" tabindex="0">{}</pre>', text)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _gone() -> str:
    return gettext("That version is not kept any more.")


def _side(article: Article, name: str) -> tuple[str, Revision | None]:
    """(in words, the revision) of one side of a comparison."""
    if name == PRESENT:
        return gettext("Now"), None
    if name == FILE:
        return gettext("The file as it was imported"), None
    rows = Revision.objects.select_related("author").defer("front_matter", "body")
    revision = rows.get(article=article, pk=int(name))
    return gettext("Before: %s") % revision.get_action_display(), revision
