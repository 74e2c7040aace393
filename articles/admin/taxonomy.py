"""Sections, labels, publishers and old addresses at the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Category, PastAddress, Source, Tag


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
class CategoryAdmin(IdentityAdmin):
    """Sections, in the order of the menu."""

    filter_name = "category"
    list_display = ["name", "key", "position", "stories"]
    search_fields = ["name", "key"]
    fields = ["name", "key", "slug", "position"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return {} if obj else self.prepopulated_fields


@admin.register(Source)
class SourceAdmin(IdentityAdmin):
    """Publishers that stories were taken from."""

    filter_name = "source"
    list_display = ["name", "key", "kind", "url", "stories"]
    list_filter = ["kind"]
    search_fields = ["name", "key", "url"]
    fields = ["name", "key", "kind", "url"]


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Labels. Renaming one renames it on every article."""

    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]
    show_full_result_count = False


@admin.register(PastAddress)
class PastAddressAdmin(admin.ModelAdmin):
    """Old paths that lead to a story."""

    list_display = ["path", "article"]
    list_select_related = ["article"]
    search_fields = ["path"]
    autocomplete_fields = ["article"]
    show_full_result_count = False
