"""Sections, labels and old addresses at the desk."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.taxonomy.merge_views import Merging
from articles.editorial.taxonomy.tidying import alike, unused
from articles.models import Category, Redirect, Tag


class IdentityAdmin(admin.ModelAdmin):
    """A thing that files name by a key: once made, the key stays, or the files lose it."""

    identity = "key"
    filter_name = ""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [self.identity] if obj else []

    @admin.display(description=_("articles"))
    def stories(self, thing: Model) -> SafeString:
        """A link to the articles; not their number, which costs more than it tells."""
        url = reverse("admin:articles_article_changelist")
        return format_html(
            '<a href="{}?{}={}">{}</a>', url, self.filter_name, thing.pk, _("Show articles")
        )


@admin.register(Category)
class CategoryAdmin(Merging, IdentityAdmin):
    """Sections, in the order of the menu."""

    filter_name = "category"
    list_display = ["name", "key", "position", "stories"]
    search_fields = ["name", "key"]
    fields = ["name", "key", "slug", "position"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return {} if obj else self.prepopulated_fields


@admin.register(Tag)
class TagAdmin(Merging):
    """Labels. Renaming one renames it on every article."""

    change_list_template = "admin/articles/tag/change_list.html"
    list_display = ["name", "slug", "other_words"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "other_words"]
    readonly_fields = ["other_words"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description=_("other words"))
    def other_words(self, tag: Tag) -> str:
        """What files may call it besides."""
        words = (alias.word for alias in tag.aliases.all()) if tag.pk else ()
        return ", ".join(filter(None, words)) or "–"

    def get_urls(self) -> list[URLPattern]:
        """One more: what to tidy up."""
        view = self.admin_site.admin_view(self.tidy)
        return [path("tidy/", view, name="articles_tag_tidy"), *super().get_urls()]

    def tidy(self, request: HttpRequest) -> HttpResponse:
        """Tags that look alike, and tags on no story."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        groups = [(tags, "-".join(str(tag.pk) for tag in tags[:20])) for tags in alike()]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Tidy up tags"),
            "groups": groups,
            "unused": unused(),
            "may_merge": self.has_change_permission(request),
            "may_delete": self.has_delete_permission(request),
        }
        return TemplateResponse(request, "admin/articles/tag/cleanup.html", context)


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """Old paths that lead to a story."""

    list_display = ["path", "article"]
    list_select_related = ["article"]
    search_fields = ["path"]
    autocomplete_fields = ["article"]
    show_full_result_count = False
